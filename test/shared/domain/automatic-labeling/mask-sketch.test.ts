import { expect, it } from '@jest/globals';
import { sketchMask, sketchOverlaps } from '../../../../shared/domain/automatic-labeling/mask-sketch.ts';
import type { ClassMask } from '../../../../shared/domain/shapes/class-mask.ts';

/** A rectangle of class index 2 from `left` on, a hundred pixels wide. */
function rectangle(left: number, width = 400, height = 300): ClassMask {
  const pixels = new Uint8Array(width * height);
  for (let y = 50; y < 250; y++) pixels.fill(2, y * width + left, y * width + left + 100);
  return { width, height, pixels };
}

it('a sketch of a mask is a hundred times smaller and overlaps with others as the masks do', () => {
  const sketch = sketchMask(rectangle(100));
  expect([sketch.columns, sketch.rows]).toEqual([128, 96]);
  expect(JSON.stringify(sketch).length).toBeLessThan((400 * 300) / 100);
  expect(sketchOverlaps(sketch, sketch)).toEqual([1]);
  const [overlap] = sketchOverlaps(sketch, sketchMask(rectangle(120)))!;
  expect(Math.abs(overlap! - 80 / 120)).toBeLessThan(0.02);
});

it('a class that one of the two does not show overlaps by nothing, and empty masks have no class', () => {
  const empty = sketchMask({ ...rectangle(0), pixels: new Uint8Array(400 * 300) });
  expect(sketchOverlaps(empty, sketchMask(rectangle(100)))).toEqual([0]);
  expect(sketchOverlaps(empty, empty)).toEqual([]);
});

it('masks of images of different shapes cannot be compared', () => {
  expect(sketchOverlaps(sketchMask(rectangle(10)), sketchMask(rectangle(10, 300, 400)))).toBeUndefined();
});
