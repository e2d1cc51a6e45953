import { expect, it } from '@jest/globals';
import { likeliestClasses, outlinesOf, type Probabilities } from '../../../algorithms/segmenter/answers.ts';

/**
 * Cells of a grid of 20 x 10: class 1 in columns 2 … 7 of rows 2 … 7, sure by .8; the image reaches over the left 16
 * columns.
 */
function square(): Probabilities {
  const grid = { width: 20, height: 10 };
  const data = new Float32Array(2 * 200);
  for (let cell = 0; cell < 200; cell++) {
    const [x, y] = [cell % 20, Math.floor(cell / 20)];
    const isInside = x >= 2 && x < 8 && y >= 2 && y < 8;
    data[200 + cell] = isInside ? 0.8 : 0.1;
    data[cell] = 1 - data[200 + cell]!;
  }
  return { data, classes: 2, grid, placed: { width: 16, height: 10 } };
}

it('says the likeliest class of every pixel of the image, as large as it is', () => {
  const image = { width: 160, height: 100 };
  const { pixels, confidences } = likeliestClasses(square(), image);
  const inside = pixels.reduce((sum, index) => sum + index, 0);
  expect(inside / pixels.length).toBeCloseTo(36 / 160, 1);
  expect(pixels[50 * 160 + 50]).toBe(1);
  expect(pixels[50 * 160 + 120]).toBe(0);
  expect(confidences[1]).toBeGreaterThan(0.5);
});

it('outlines each connected part in pixels of the image', () => {
  const [outline, ...others] = outlinesOf(square(), { width: 160, height: 100 });
  expect(others).toEqual([]);
  expect(outline).toMatchObject({ class_id: 0 });
  expect(outline!.confidence).toBeCloseTo(0.8, 5);
  const xs = outline!.vertices.map(({ x }) => x);
  const ys = outline!.vertices.map(({ y }) => y);
  expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([20, 80, 20, 80]);
});
