/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import type { Example } from '../../../algorithms/detector/images/augmentation.ts';
import { encodeInferenceGraph } from '../../../algorithms/detector/network/inference-graph.ts';
import { buildTrainingGraph } from '../../../algorithms/detector/network/training-graph.ts';
import { findFlip } from '../../../algorithms/images/symmetry.ts';
import { openSession } from '../../../algorithms/onnx/onnx-runtime.ts';
import { randomFor } from '../../../algorithms/onnx/random.ts';

const SIDE = 36;

/** Twelve grey squares, each filled with what `paint` says of -1..1 coordinates. */
function examples(paint: (x: number, y: number) => number): Example[] {
  return Array.from({ length: 12 }, (_, index) => {
    const random = randomFor(index);
    const pixels = new Uint8Array(SIDE * SIDE * 3);
    for (let at = 0; at < SIDE * SIDE; at++) {
      const x = ((at % SIDE) + 0.5) / (SIDE / 2) - 1;
      const y = (Math.floor(at / SIDE) + 0.5) / (SIDE / 2) - 1;
      pixels.fill(paint(x, y) + 10 * random(), at * 3, at * 3 + 3);
    }
    const boxes = [{ class_id: 0, left: 0, top: 0, width: SIDE, height: SIDE }];
    return { width: SIDE, height: SIDE, pixels, boxes };
  });
}

const disc = examples((x, y) => (x * x + y * y < 0.6 ? 200 : 40));
const litFromAbove = examples((x, y) => (x * x + y * y < 0.6 ? 160 - 50 * y : 60));
const roof = examples((x, y) => (y > Math.abs(x) * 1.6 - 0.8 ? 200 : 40));
const letterF = examples((x, y) => (x < -0.3 || Math.abs(y + 0.7) < 0.25 || (Math.abs(y) < 0.2 && x < 0.3) ? 200 : 40));

/** Half of the roofs lean to the left, half to the right. */
const leaning = [1, -1].flatMap((side) =>
  examples((x, y) => (y > Math.abs(side * x - 0.3) * 1.6 - 0.8 && side * x > -0.2 ? 200 : 40)),
);

describe('the symmetry of the objects', () => {
  it('lets those look to the other side that look to either, and stand on their heads none of them', () => {
    expect(findFlip(leaning, 1)).toBe('horizontal');
    expect(findFlip(leaning.slice(0, 12), 1)).toBe('none');
  });

  it('decides which mirror images training may show', () => {
    expect(findFlip(disc, 1)).toBe('any');
    expect(findFlip(litFromAbove, 1)).toBe('any');
    expect(findFlip(roof, 1)).toBe('horizontal');
    expect(findFlip(letterF, 1)).toBe('none');
  });

  it('is that of every label, and unknown for a label with few objects', () => {
    const second = letterF.map((example) => ({ ...example, boxes: [{ ...example.boxes[0]!, class_id: 1 }] }));
    expect(findFlip([...disc, ...second], 2)).toBe('none');
    expect(findFlip(disc.slice(0, 4), 1)).toBe('none');
  });
});

describe('a network that learned mirror images', () => {
  it.each([
    { flip: 'horizontal', rows: false, columns: true, sides: [2, 1, 0, 3] },
    { flip: 'any', rows: false, columns: true, sides: [2, 1, 0, 3] },
    { flip: 'any', rows: true, columns: false, sides: [0, 3, 2, 1] },
    { flip: 'any', rows: true, columns: true, sides: [2, 3, 0, 1] },
  ] as const)(
    'answers the mirror image with the mirrored answer (flip $flip; rows $rows, columns $columns)',
    async ({ flip, rows, columns, sides }) => {
      const shape = { width: 32, height: 32, labels: 2, widths: [4, 6, 8] as const };
      const { layout, statisticsSize } = buildTrainingGraph({ ...shape, batch: 1 });
      const statistics = new Float32Array(statisticsSize).fill(1);
      // Louder than a beginner, so that its answers to a picture and to the mirror image differ.
      const parameters = layout.initial(randomFor(3)).map((value) => 1.5 * value);
      const session = await openSession(encodeInferenceGraph({ shape, layout, parameters, statistics, flip }), 1);
      const random = randomFor(4);
      const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, () => 256 * random());
      /** The index of a cell's mirror image in a square of `side` cells. */
      const turn = (cell: number, side: number) => {
        const row = Math.floor(cell / side);
        const column = cell % side;
        return (rows ? side - 1 - row : row) * side + (columns ? side - 1 - column : column);
      };
      const mirrored = pixels.map((_, at) => pixels[turn(Math.floor(at / 3), 32) * 3 + (at % 3)]!);
      const run = async (image: Uint8Array) => {
        const { distances } = await session.run({ image: new Tensor('uint8', image, [1, 32, 32, 3]) });
        return distances!.data as Float32Array;
      };
      const [straight, turned] = [await run(pixels), await run(mirrored)];
      await session.release();
      straight.forEach((value, at) => {
        expect(turned[sides[Math.floor(at / 64)]! * 64 + turn(at % 64, 8)]).toBeCloseTo(value, 4);
      });
      expect(straight.some((value, at) => Math.abs(value - turned[at]!) > 1e-3)).toBe(true);
    },
  );
});
