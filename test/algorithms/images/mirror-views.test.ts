/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import type { Flip } from '../../../algorithms/images/augmentation.ts';
import { emitMean, emitMeanMap, emitViews } from '../../../algorithms/images/mirror-views.ts';
import { GraphBuilder } from '../../../algorithms/onnx/graph-builder.ts';
import { DATA_TYPE, encodeModel } from '../../../algorithms/onnx/onnx-model.ts';
import { openSession } from '../../../algorithms/onnx/onnx-runtime.ts';
import { randomFor } from '../../../algorithms/onnx/random.ts';

const SIDE = 96;
const STRIDE = 4;
const CELLS = SIDE / STRIDE;
const AREA = { width: CELLS, height: CELLS };

/** What `answer` says of each view, brought together; `answer` makes [views, channels, …] of [views, 3, SIDE, SIDE]. */
async function seen(
  pixels: Uint8Array,
  flip: Flip,
  answer: (graph: GraphBuilder, planes: string) => string,
  together: (graph: GraphBuilder, answers: string) => string,
  shape: number[],
  isMapped = true,
): Promise<Float32Array> {
  const graph = new GraphBuilder();
  const views = emitViews(graph, graph.input('image', 'uint8', [1, SIDE, SIDE, 3]), flip, isMapped);
  const planes = graph.op('Transpose', [graph.op('Cast', [views], { to: DATA_TYPE.float32 })], { perm: [0, 3, 1, 2] });
  graph.output('answer', together(graph, answer(graph, planes)), shape);
  const session = await openSession(encodeModel(graph, 'views'), 1);
  const { answer: tensor } = await session.run({ image: new Tensor('uint8', pixels, [1, SIDE, SIDE, 3]) });
  await session.release();
  return tensor!.data as Float32Array;
}

const random = randomFor(4);
const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => 256 * random());
const meanOfCell = (graph: GraphBuilder, planes: string) =>
  graph.op('AveragePool', [planes], { kernel_shape: [STRIDE, STRIDE], strides: [STRIDE, STRIDE] });
const bringBack = (flip: Flip, channels: 'labels' | 'sides') => (graph: GraphBuilder, maps: string) =>
  emitMeanMap(graph, maps, flip, channels, AREA, STRIDE);

describe('the views of an image', () => {
  it.each(['none', 'horizontal', 'any'] as const)(
    'are turned and moved back to it: what depends on the cell alone is said alike in each (%s)',
    async (flip) => {
      const shape = [1, 3, CELLS, CELLS];
      const straight = await seen(pixels, 'none', meanOfCell, bringBack('none', 'labels'), shape);
      const together = await seen(pixels, flip, meanOfCell, bringBack(flip, 'labels'), shape);
      straight.forEach((value, at) => {
        expect(together[at]).toBeCloseTo(value, 2);
      });
    },
  );

  it.each(['horizontal', 'any'] as const)('swap the sides that they mirror (%s)', async (flip) => {
    // How far each cell is from the four borders of the frame as the view has it: left, top, right, bottom.
    const distances = Float32Array.from({ length: 4 * CELLS * CELLS }, (_, at) => {
      const [side, cell] = [Math.floor(at / CELLS ** 2), at % CELLS ** 2];
      const along = side % 2 === 0 ? cell % CELLS : Math.floor(cell / CELLS);
      return side < 2 ? along : CELLS - 1 - along;
    });
    const fromBorders = (graph: GraphBuilder, planes: string) =>
      graph.op('Add', [
        graph.op('Mul', [graph.op('ReduceMean', [meanOfCell(graph, planes)], { axes: [1] }), graph.scalar(0)]),
        graph.tensor(distances, [1, 4, CELLS, CELLS]),
      ]);
    const together = await seen(pixels, flip, fromBorders, bringBack(flip, 'sides'), [1, 4, CELLS, CELLS]);
    // A moved view has its left and top borders further away and the others nearer, by up to 16 pixels.
    distances.forEach((value, at) => {
      expect(Math.abs(together[at]! - value)).toBeLessThanOrEqual(16 / STRIDE);
    });
    if (flip === 'horizontal') expect([...together]).toEqual([...distances]);
  });

  it('are answered for by those alone that see a cell whole where others were moved out of the frame', async () => {
    const isDark = (graph: GraphBuilder, planes: string) =>
      graph.op('Cast', [graph.op('Less', [meanOfCell(graph, planes), graph.scalar(100)])], { to: DATA_TYPE.float32 });
    const white = new Uint8Array(SIDE * SIDE * 3).fill(255);
    const dark = await seen(white, 'any', isDark, bringBack('any', 'labels'), [1, 3, CELLS, CELLS]);
    expect(Math.max(...dark)).toBe(0);
  });

  it('lose nothing out of sight where the image is answered for as a whole, by one mean', async () => {
    const whole = (graph: GraphBuilder, planes: string) => graph.op('GlobalAveragePool', [planes]);
    const meanOf = (flip: Flip) => (graph: GraphBuilder, answers: string) => emitMean(graph, answers, flip);
    const once = await seen(pixels, 'none', whole, meanOf('none'), [1, 3, 1, 1], false);
    for (const flip of ['horizontal', 'any'] as const) {
      const together = await seen(pixels, flip, whole, meanOf(flip), [1, 3, 1, 1], false);
      once.forEach((value, at) => {
        expect(together[at]).toBeCloseTo(value, 3);
      });
    }
  });
});
