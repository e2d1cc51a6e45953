import type { Tape, Value } from './tape.ts';

/** The mean over the positions of NCHW `x`: [N, C, 1, 1]. */
export function averagePool(tape: Tape, x: Value): Value {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const y = tape.op('GlobalAveragePool', [x.name]);
  return tape.step(y, [batch, channels, 1, 1], [x], (dy) => [
    () => {
      const share = tape.op('Mul', [dy, tape.scalar(1 / (height * width))]);
      return tape.op('Expand', [share, tape.integers(...x.shape)]);
    },
  ]);
}

/**
 * Four channels of a cell become its two by two pixels: [N, 4 C, H, W] -> [N, C, 2 H, 2 W] (ONNX's DepthToSpace, mode
 * DCR).
 */
export function spreadChannels(tape: Tape, x: Value): Value {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const y = spreadChannelsOf(tape, x.name);
  return tape.step(y, [batch, channels / 4, 2 * height, 2 * width], [x], (dy) => [
    () => tape.op('SpaceToDepth', [dy], { blocksize: 2 }),
  ]);
}

/** The forward node of `spreadChannels`, for graphs without gradients. */
export const spreadChannelsOf = (graph: Pick<Tape, 'op'>, name: string) =>
  graph.op('DepthToSpace', [name], { blocksize: 2 });
