import { OUTPUT_STRIDE } from '../network/network.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { DATA_TYPE } from '../onnx/onnx-model.ts';

/** The pixels of a cell of the output, three colours each. */
export const IMAGE_CHANNELS = 3 * OUTPUT_STRIDE ** 2;

/**
 * Converts `pixels`, RGB bytes NHWC, to roughly -2..2, NCHW, the pixels of each cell as channels: no
 * layer computes at a finer stride than the output's.
 */
export function emitPixels(graph: GraphBuilder, pixels: string): string {
  const planes = graph.op('Transpose', [pixels], { perm: [0, 3, 1, 2] });
  const numbers = graph.op('Cast', [planes], { to: DATA_TYPE.float32 });
  const centered = graph.op('Mul', [graph.op('Sub', [numbers, graph.scalar(127.5)]), graph.scalar(1 / 64)]);
  return graph.op('SpaceToDepth', [centered], { blocksize: OUTPUT_STRIDE });
}
