import { GraphBuilder } from './graph-builder.ts';

/** A tensor of the graph with its static shape. Gradients flow through `differentiable` values only. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly differentiable: boolean;
}

/** Emits the nodes of d loss / d input for each input of a step, given the name of d loss / d output. */
type Pullback = (gradient: string) => (() => string)[];

/**
 * Reverse-mode differentiation that emits ONNX nodes instead of computing: operations append their forward nodes at
 * once and remember how to append their backward nodes; `gradients` plays that back. Shapes are static, elementwise
 * operations do not broadcast.
 */
export class Tape extends GraphBuilder {
  readonly #steps: { inputs: readonly Value[]; output: Value; pullback: Pullback }[] = [];

  /** A value that came into being outside the tape, e.g. an input. */
  leaf(name: string, shape: readonly number[], differentiable: boolean): Value {
    return { name, shape, differentiable };
  }

  /** Declares `name`, which nodes emitted before compute from `inputs`, as a differentiable function of them. */
  step(name: string, shape: readonly number[], inputs: readonly Value[], pullback: Pullback): Value {
    const output = this.leaf(
      name,
      shape,
      inputs.some((input) => input.differentiable),
    );
    if (output.differentiable) this.#steps.push({ inputs, output, pullback });
    return output;
  }

  /** Emits the backward pass of the scalar `loss`; the map holds the name of each value's gradient. */
  gradients(loss: Value): Map<Value, string> {
    const gradients = new Map([[loss, this.scalar(1)]]);
    for (const { inputs, output, pullback } of this.#steps.toReversed()) {
      const gradient = gradients.get(output);
      if (gradient === undefined) continue;
      pullback(gradient).forEach((emit, index) => {
        const input = inputs[index]!;
        if (!input.differentiable) return;
        const sum = gradients.get(input);
        gradients.set(input, sum === undefined ? emit() : this.op('Add', [sum, emit()]));
      });
    }
    return gradients;
  }
}
