import { multiply, softplus, subtract, total } from './elementwise.ts';
import type { Tape, Value } from './tape.ts';

/**
 * Sum over images and positions of the cross-entropy between softmax over the channels of NCHW `logits` and `target`,
 * whose channels sum to the weight of the position; where all of them are 0 nothing is learned.
 */
export function softmaxCrossEntropy(tape: Tape, logits: Value, target: Value): Value {
  const surprise = tape.op('Neg', [tape.op('LogSoftmax', [logits.name], { axis: 1 })]);
  const loss = tape.op('ReduceSum', [tape.op('Mul', [surprise, target.name])], { keepdims: 0 });
  return tape.step(loss, [], [logits], (dy) => [
    () => {
      const weight = tape.op('ReduceSum', [target.name, tape.integers(1)], { keepdims: 1 });
      const expected = tape.op('Mul', [tape.op('Softmax', [logits.name], { axis: 1 }), weight]);
      return tape.op('Mul', [tape.op('Sub', [expected, target.name]), dy]);
    },
  ]);
}

/**
 * Sum over all elements of the cross-entropy between the sigmoid of `logits` and `target` (0..1), each times its
 * `weight`.
 */
export function sigmoidCrossEntropy(tape: Tape, logits: Value, target: Value, weight: Value): Value {
  const surprise = subtract(tape, softplus(tape, logits), multiply(tape, logits, target));
  return total(tape, multiply(tape, surprise, weight));
}
