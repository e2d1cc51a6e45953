import { emitEmbedded } from '../backbone/embedding.ts';
import { emitPixels } from '../images/image-input.ts';
import { emitMean, emitViews } from '../images/mirror-views.ts';
import { FoldedLayers } from '../network/folded-layers.ts';
import type { LearnedNetwork } from '../network/learned-network.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import type { ParameterLayout } from '../onnx/parameters.ts';
import { buildClassifier, type ClassifierLayers } from './network.ts';
import type { ClassifierShape } from './training-graph.ts';

/**
 * The network for one image. Input: `image` [1, height, width, 3] bytes. Output: `probabilities` [1, labels, 1, 1].
 * @param temperature what the logits are divided by, see `fitTemperature`
 */
export function encodeClassifier(network: LearnedNetwork<ClassifierShape>, temperature: number): Uint8Array {
  const { shape, layout, parameters, statistics, flip } = network;
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, shape.height, shape.width, 3]);
  const views = emitViews(graph, pixels, flip, false);
  const features = shape.backbone?.emit(graph, views) ?? [];
  emitEmbedded(graph, shape.backbone, features, flip);
  const layers = new FoldedClassifierLayers(graph, layout, parameters, statistics);
  const logits = buildClassifier(layers, emitPixels(graph, views), features, shape.labels, shape.widths);
  const mean = emitMean(graph, logits, flip);
  const cooled = graph.op('Mul', [mean, graph.scalar(1 / temperature)]);
  const probabilities = shape.isMulti ? graph.op('Sigmoid', [cooled]) : graph.op('Softmax', [cooled], { axis: 1 });
  graph.output('probabilities', probabilities, [1, shape.labels, 1, 1]);
  return encodeModel(graph, 'labelloop classifier');
}

class FoldedClassifierLayers extends FoldedLayers implements ClassifierLayers<string> {
  readonly #pooling: GraphBuilder;

  constructor(graph: GraphBuilder, layout: ParameterLayout, parameters: Float32Array, statistics: Float32Array) {
    super(graph, layout, parameters, statistics);
    this.#pooling = graph;
  }

  pool(x: string): string {
    return this.#pooling.op('GlobalAveragePool', [x]);
  }
}
