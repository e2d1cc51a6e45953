import { DATA_TYPE } from './onnx-model.ts';
import type { Tape, Value } from './tape.ts';

/** Elementwise mathematics with gradients; operands of one operation have the same shape. */

export function add(tape: Tape, a: Value, b: Value): Value {
  return tape.step(tape.op('Add', [a.name, b.name]), a.shape, [a, b], (dy) => [() => dy, () => dy]);
}

export function subtract(tape: Tape, a: Value, b: Value): Value {
  return tape.step(tape.op('Sub', [a.name, b.name]), a.shape, [a, b], (dy) => [() => dy, () => tape.op('Neg', [dy])]);
}

export function multiply(tape: Tape, a: Value, b: Value): Value {
  return tape.step(tape.op('Mul', [a.name, b.name]), a.shape, [a, b], (dy) => [
    () => tape.op('Mul', [dy, b.name]),
    () => tape.op('Mul', [dy, a.name]),
  ]);
}

export function divide(tape: Tape, a: Value, b: Value): Value {
  const y = tape.op('Div', [a.name, b.name]);
  return tape.step(y, a.shape, [a, b], (dy) => {
    const share = tape.op('Div', [dy, b.name]);
    return [() => share, () => tape.op('Neg', [tape.op('Mul', [share, y])])];
  });
}

/** `scale * x + shift` */
export function affine(tape: Tape, x: Value, scale: number, shift = 0): Value {
  const times = (name: string) => (scale === 1 ? name : tape.op('Mul', [name, tape.scalar(scale)]));
  const scaled = times(x.name);
  const y = shift === 0 ? scaled : tape.op('Add', [scaled, tape.scalar(shift)]);
  return tape.step(y, x.shape, [x], (dy) => [() => times(dy)]);
}

/** Elementwise minimum; where both are equal the gradient goes to `b`. */
export function minimum(tape: Tape, a: Value, b: Value): Value {
  return choose(tape, 'Min', 'Less', a, b);
}

/** Elementwise maximum; where both are equal the gradient goes to `b`. */
export function maximum(tape: Tape, a: Value, b: Value): Value {
  return choose(tape, 'Max', 'Greater', a, b);
}

function choose(tape: Tape, operator: 'Min' | 'Max', comparison: 'Less' | 'Greater', a: Value, b: Value): Value {
  return tape.step(tape.op(operator, [a.name, b.name]), a.shape, [a, b], (dy) => {
    const zero = tape.scalar(0);
    const isA = tape.op(comparison, [a.name, b.name]);
    return [() => tape.op('Where', [isA, dy, zero]), () => tape.op('Where', [isA, zero, dy])];
  });
}

export function exponential(tape: Tape, x: Value): Value {
  const y = tape.op('Exp', [x.name]);
  return tape.step(y, x.shape, [x], (dy) => [() => tape.op('Mul', [dy, y])]);
}

export function sigmoid(tape: Tape, x: Value): Value {
  const y = tape.op('Sigmoid', [x.name]);
  return tape.step(y, x.shape, [x], (dy) => [
    () => tape.op('Mul', [dy, tape.op('Mul', [y, tape.op('Sub', [tape.scalar(1), y])])]),
  ]);
}

/** `log(1 + exp(x))` */
export function softplus(tape: Tape, x: Value): Value {
  return tape.step(tape.op('Softplus', [x.name]), x.shape, [x], (dy) => [
    () => tape.op('Mul', [dy, tape.op('Sigmoid', [x.name])]),
  ]);
}

export function relu(tape: Tape, x: Value): Value {
  const y = tape.op('Relu', [x.name]);
  return tape.step(y, x.shape, [x], (dy) => [
    () => {
      const isPositive = tape.op('Cast', [tape.op('Greater', [y, tape.scalar(0)])], { to: DATA_TYPE.float32 });
      return tape.op('Mul', [dy, isPositive]);
    },
  ]);
}

/** The sum of all elements, a scalar. */
export function total(tape: Tape, x: Value): Value {
  const y = tape.op('ReduceSum', [x.name], { keepdims: 0 });
  return tape.step(y, [], [x], (dy) => [() => tape.op('Expand', [dy, tape.integers(...x.shape)])]);
}

/** The channels of an NCHW tensor, each N1HW. */
export function channels(tape: Tape, x: Value): Value[] {
  const [batch, count, ...area] = x.shape as [number, number, number, number];
  const shape = [batch, 1, ...area];
  return tape
    .split('Split', [x.name], { axis: 1 }, count)
    .map((name, channel) =>
      tape.step(name, shape, [x], (dy) => [
        () => tape.op('Pad', [dy, tape.integers(0, channel, 0, 0, 0, count - 1 - channel, 0, 0)]),
      ]),
    );
}
