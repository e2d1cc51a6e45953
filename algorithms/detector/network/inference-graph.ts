import { emitEmbedded } from '../../backbone/embedding.ts';
import { emitPixels } from '../../images/image-input.ts';
import { emitMeanMap, emitViews } from '../../images/mirror-views.ts';
import { FoldedLayers } from '../../network/folded-layers.ts';
import type { LearnedNetwork } from '../../network/learned-network.ts';
import { OUTPUT_STRIDE } from '../../network/network.ts';
import { GraphBuilder } from '../../onnx/graph-builder.ts';
import { DATA_TYPE, encodeModel } from '../../onnx/onnx-model.ts';
import { emitAgreedBoxes } from './agreed-boxes.ts';
import { buildDetector } from './network.ts';
import type { TrainingShape } from './training-graph.ts';

/**
 * The network for one image with normalization folded into the convolutions. Input: `image` [1, height, width, 3]
 * bytes. Outputs: `peaks` [1, labels, h, w], probabilities of centres, 0 where a neighbour of the same label is more
 * probable; `distances` [1, 4, h, w], logarithms in DISTANCE_UNIT.
 */
export function encodeInferenceGraph(network: LearnedNetwork<TrainingShape>): Uint8Array {
  const { shape, layout, parameters, statistics, flip } = network;
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, shape.height, shape.width, 3]);
  const views = emitViews(graph, pixels, flip, true);
  const features = shape.backbone?.emit(graph, views) ?? [];
  emitEmbedded(graph, shape.backbone, features, flip);
  const layers = new FoldedLayers(graph, layout, parameters, statistics);
  const { centers, distances } = buildDetector(layers, emitPixels(graph, views), features, shape.labels, shape.widths);
  const area = [shape.height / OUTPUT_STRIDE, shape.width / OUTPUT_STRIDE] as const;
  const mean = (maps: string, channels: 'labels' | 'sides') =>
    emitMeanMap(graph, maps, flip, channels, { height: area[0], width: area[1] }, OUTPUT_STRIDE);
  const probability = mean(graph.op('Sigmoid', [centers]), 'labels');
  const neighbourhood = graph.op('MaxPool', [probability], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [1, 1],
  });
  const isPeak = graph.op('Cast', [graph.op('Equal', [probability, neighbourhood])], { to: DATA_TYPE.float32 });
  graph.output('peaks', graph.op('Mul', [probability, isPeak]), [1, shape.labels, ...area]);
  const sides = mean(distances, 'sides');
  graph.output('distances', emitAgreedBoxes(graph, sides, probability, area), [1, 4, ...area]);
  return encodeModel(graph, 'labelloop detector');
}
