import { type BatchStatistics, normalize } from '../onnx/batch-normalization.ts';
import { convolve, upsample } from '../onnx/convolution.ts';
import { add, relu } from '../onnx/elementwise.ts';
import { ParameterLayout } from '../onnx/parameters.ts';
import type { Tape, Value } from '../onnx/tape.ts';
import type { Layers } from './network.ts';

/** Layers that learn: every parameter is a part of one flat vector, the input `parameters` of the graph. */
export class TrainingLayers implements Layers<Value> {
  readonly layout = new ParameterLayout();
  /** The parameters as values, in the layout's order. */
  readonly leaves: Value[] = [];
  readonly statistics: BatchStatistics[] = [];
  readonly #tape: Tape;

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  block(name: string, x: Value, options: { outputs: number; kernel: 1 | 3; stride: 1 | 2 }): Value {
    const { outputs, kernel, stride } = options;
    const inputs = x.shape[1]!;
    const weights = this.#parameter(`${name}.weights`, [outputs, inputs, kernel, kernel], {
      mean: 0,
      deviation: Math.sqrt(2 / (inputs * kernel * kernel)),
    });
    const gain = this.#parameter(`${name}.gain`, [outputs], { mean: 1, deviation: 0 });
    const offset = this.#parameter(`${name}.offset`, [outputs], { mean: 0, deviation: 0 });
    const { y, statistics } = normalize(this.#tape, convolve(this.#tape, x, weights, stride), gain, offset);
    this.statistics.push(statistics);
    return relu(this.#tape, y);
  }

  head(name: string, x: Value, { outputs, bias }: { outputs: number; bias: number }): Value {
    const weights = this.#parameter(`${name}.weights`, [outputs, x.shape[1]!, 1, 1], { mean: 0, deviation: 0.01 });
    const biases = this.#parameter(`${name}.bias`, [outputs], { mean: bias, deviation: 0 });
    return convolve(this.#tape, x, weights, 1, biases);
  }

  add(a: Value, b: Value): Value {
    return add(this.#tape, a, b);
  }

  upsample(x: Value): Value {
    return upsample(this.#tape, x);
  }

  #parameter(name: string, shape: readonly number[], start: { mean: number; deviation: number }): Value {
    const { offset, size } = this.layout.append(name, shape, start);
    const flat = this.#tape.op('Slice', [
      'parameters',
      this.#tape.integers(offset),
      this.#tape.integers(offset + size),
    ]);
    const leaf = this.#tape.leaf(this.#tape.op('Reshape', [flat, this.#tape.integers(...shape)]), shape, true);
    this.leaves.push(leaf);
    return leaf;
  }
}
