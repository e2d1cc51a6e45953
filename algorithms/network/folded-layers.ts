import { NORMALIZATION_EPSILON } from '../onnx/batch-normalization.ts';
import { repeatPixels } from '../onnx/convolution.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import type { ParameterLayout } from '../onnx/parameters.ts';
import type { Layers } from './network.ts';

/** Layers that have learned: normalization is folded into the convolutions. */
export class FoldedLayers implements Layers<string> {
  readonly #graph: GraphBuilder;
  readonly #layout: ParameterLayout;
  readonly #parameters: Float32Array;
  /** What is left of the statistics: blocks come in the order in which training wrote them. */
  #statistics: Float32Array;

  constructor(graph: GraphBuilder, layout: ParameterLayout, parameters: Float32Array, statistics: Float32Array) {
    this.#graph = graph;
    this.#layout = layout;
    this.#parameters = parameters;
    this.#statistics = statistics;
  }

  block(
    name: string,
    x: string,
    { outputs, kernel, stride }: { outputs: number; kernel: 1 | 3; stride: 1 | 2 },
  ): string {
    const weights = this.#layout.slice(this.#parameters, `${name}.weights`);
    const gain = this.#layout.slice(this.#parameters, `${name}.gain`).data;
    const offset = this.#layout.slice(this.#parameters, `${name}.offset`).data;
    const mean = this.#statistics.subarray(0, outputs);
    const variance = this.#statistics.subarray(outputs, 2 * outputs);
    this.#statistics = this.#statistics.subarray(2 * outputs);
    const slope = gain.map((value, channel) => value / Math.sqrt(variance[channel]! + NORMALIZATION_EPSILON));
    const perOutput = weights.data.length / outputs;
    const folded = weights.data.map((value, index) => value * slope[Math.floor(index / perOutput)]!);
    const bias = offset.map((value, channel) => value - mean[channel]! * slope[channel]!);
    const pad = (kernel - 1) / 2;
    return this.#graph.op('Relu', [
      this.#graph.op('Conv', [x, this.#graph.tensor(folded, weights.shape), this.#graph.tensor(bias, [outputs])], {
        kernel_shape: [kernel, kernel],
        pads: [pad, pad, pad, pad],
        strides: [stride, stride],
      }),
    ]);
  }

  head(name: string, x: string): string {
    const weights = this.#layout.slice(this.#parameters, `${name}.weights`);
    const bias = this.#layout.slice(this.#parameters, `${name}.bias`);
    return this.#graph.op(
      'Conv',
      [x, this.#graph.tensor(weights.data, weights.shape), this.#graph.tensor(bias.data, bias.shape)],
      { kernel_shape: [1, 1] },
    );
  }

  add(a: string, b: string): string {
    return this.#graph.op('Add', [a, b]);
  }

  upsample(x: string): string {
    return repeatPixels(this.#graph, x);
  }
}
