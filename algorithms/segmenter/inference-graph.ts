import { emitEmbedded } from '../backbone/embedding.ts';
import { emitPixels } from '../images/image-input.ts';
import { emitMeanMap, emitViews } from '../images/mirror-views.ts';
import { FoldedLayers } from '../network/folded-layers.ts';
import type { LearnedNetwork } from '../network/learned-network.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import type { ParameterLayout } from '../onnx/parameters.ts';
import { spreadChannelsOf } from '../onnx/resampling.ts';
import { buildSegmenter, CELL, type SegmenterLayers } from './network.ts';
import type { SegmenterShape } from './training-graph.ts';

/**
 * The network for one image. Input: `image` [1, height, width, 3] bytes. Output: `probabilities` [1, 1 + labels, height
 * / 2, width / 2], background first.
 */
export function encodeSegmenter(network: LearnedNetwork<SegmenterShape>): Uint8Array {
  const { shape, layout, parameters, statistics, flip } = network;
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, shape.height, shape.width, 3]);
  const views = emitViews(graph, pixels, flip, true);
  const features = shape.backbone?.emit(graph, views) ?? [];
  emitEmbedded(graph, shape.backbone, features, flip);
  const layers = new FoldedSegmenterLayers(graph, layout, parameters, statistics);
  const logits = buildSegmenter(layers, emitPixels(graph, views), features, shape.labels, shape.widths);
  const area = { height: shape.height / CELL, width: shape.width / CELL };
  const probabilities = emitMeanMap(graph, graph.op('Softmax', [logits], { axis: 1 }), flip, 'labels', area, CELL);
  graph.output('probabilities', probabilities, [1, 1 + shape.labels, area.height, area.width]);
  return encodeModel(graph, 'labelloop segmenter');
}

class FoldedSegmenterLayers extends FoldedLayers implements SegmenterLayers<string> {
  readonly #spreading: GraphBuilder;

  constructor(graph: GraphBuilder, layout: ParameterLayout, parameters: Float32Array, statistics: Float32Array) {
    super(graph, layout, parameters, statistics);
    this.#spreading = graph;
  }

  spread(x: string): string {
    return spreadChannelsOf(this.#spreading, x);
  }
}
