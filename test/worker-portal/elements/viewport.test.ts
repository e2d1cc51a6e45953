import { expect, it } from '@jest/globals';
import { fitted, isInSight, pinched, toImage, zoomed } from '../../../worker-portal/elements/viewport.ts';

const image = { width: 4000, height: 3000 };
const stage = { width: 1000, height: 500 };

it('fits the whole image into the middle of the stage', () => {
  expect(fitted(image, stage)).toEqual({ scale: 1 / 6, x: (1000 - 4000 / 6) / 2, y: 0 });
});

it('keeps the point under the pointer while zooming, within limits', () => {
  const at = { x: 300, y: 200 };
  const before = fitted(image, stage);
  const under = toImage(before, at);
  const after = toImage(zoomed(before, 3, at), at);
  expect(after.x).toBeCloseTo(under.x);
  expect(after.y).toBeCloseTo(under.y);
  expect(zoomed(before, 1e9, at).scale).toBe(32);
  expect(zoomed(before, 1e-9, at).scale).toBe(0.02);
});

it('keeps both image points under two moving fingers', () => {
  const before = fitted(image, stage);
  const from = [
    { x: 400, y: 200 },
    { x: 500, y: 200 },
  ] as const;
  const to = [
    { x: 350, y: 250 },
    { x: 550, y: 250 },
  ] as const;
  const after = pinched(before, from, to);
  for (const finger of [0, 1] as const) {
    expect(toImage(after, to[finger]).x).toBeCloseTo(toImage(before, from[finger]).x);
    expect(toImage(after, to[finger]).y).toBeCloseTo(toImage(before, from[finger]).y);
  }
});

it('knows when the image has left the stage', () => {
  expect(isInSight({ scale: 1, x: -3999, y: 0 }, image, stage)).toBe(true);
  expect(isInSight({ scale: 1, x: -4000, y: 0 }, image, stage)).toBe(false);
  expect(isInSight({ scale: 1, x: 0, y: 500 }, image, stage)).toBe(false);
});
