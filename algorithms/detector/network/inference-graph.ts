import { NORMALIZATION_EPSILON } from '../../onnx/batch-normalization.ts';
import { repeatPixels } from '../../onnx/convolution.ts';
import { GraphBuilder } from '../../onnx/graph-builder.ts';
import { DATA_TYPE, encodeModel } from '../../onnx/onnx-model.ts';
import type { ParameterLayout } from '../../onnx/parameters.ts';
import type { Flip } from '../images/augmentation.ts';
import { emitPixels } from '../images/image-input.ts';
import { emitMean, emitViews } from '../images/mirror-views.ts';
import { buildNetwork, type Layers, OUTPUT_STRIDE } from './network.ts';
import type { TrainingShape } from './training-graph.ts';

export interface TrainedNetwork {
  shape: Omit<TrainingShape, 'batch'>;
  layout: ParameterLayout;
  /** Flat parameters and batch statistics. */
  parameters: Float32Array;
  statistics: Float32Array;
  /** The mirror images that it has learned too: its answer is the mean over all of them. */
  flip: Flip;
}

/**
 * The network for one image with normalization folded into the convolutions. Input: `image` [1, height, width, 3] bytes.
 * Outputs: `peaks` [1, labels, h, w], probabilities of centres, 0 where a neighbour of the same label is more probable;
 * `distances` [1, 4, h, w], logarithms in DISTANCE_UNIT.
 */
export function encodeInferenceGraph(network: TrainedNetwork): Uint8Array {
  const { shape, layout, parameters, statistics, flip } = network;
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, shape.height, shape.width, 3]);
  const views = emitViews(graph, pixels, flip);
  const features = shape.backbone?.emit(graph, views) ?? [];
  const layers = new FoldedLayers(graph, layout, parameters, statistics);
  const { centers, distances } = buildNetwork(layers, emitPixels(graph, views), features, shape.labels, shape.widths);
  const area = [shape.height / OUTPUT_STRIDE, shape.width / OUTPUT_STRIDE];
  const probability = emitMean(graph, graph.op('Sigmoid', [centers]), flip, 'labels');
  const neighbourhood = graph.op('MaxPool', [probability], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [1, 1],
  });
  const isPeak = graph.op('Cast', [graph.op('Equal', [probability, neighbourhood])], { to: DATA_TYPE.float32 });
  graph.output('peaks', graph.op('Mul', [probability, isPeak]), [1, shape.labels, ...area]);
  graph.output('distances', emitMean(graph, distances, flip, 'sides'), [1, 4, ...area]);
  return encodeModel(graph, 'labelloop detector');
}

class FoldedLayers implements Layers<string> {
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
