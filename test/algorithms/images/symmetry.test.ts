import { describe, expect, it } from '@jest/globals';
import type { Example } from '../../../algorithms/detector/images/augmentation.ts';
import { findFlip } from '../../../algorithms/images/symmetry.ts';
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
