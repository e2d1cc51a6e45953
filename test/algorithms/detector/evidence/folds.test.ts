import { expect, it } from '@jest/globals';
import { dealFolds } from '../../../../algorithms/detector/evidence/folds.ts';
import type { Example } from '../../../../algorithms/detector/images/augmentation.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const WIDTH = 48;
const HEIGHT = 32;

function photograph(seed: number, brightness = 0): Example {
  const random = seededRandom(seed);
  const cells = Array.from({ length: 16 * 16 }, () => 40 + 150 * random());
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const cell = Math.floor((Math.floor(at / WIDTH) * 16) / HEIGHT) * 16 + Math.floor(((at % WIDTH) * 16) / WIDTH);
    pixels.fill(Math.round(cells[cell]! + brightness), 3 * at, 3 * at + 3);
  }
  return { pixels, width: WIDTH, height: HEIGHT, boxes: [] };
}

const order = (count: number) => Array.from({ length: count }, (_, index) => index);

it('deals every image into one of four folds of about the same size', () => {
  const folds = dealFolds(
    order(10).map((seed) => photograph(seed + 1)),
    order(10),
    4,
  );
  expect(folds.flat().toSorted((a, b) => a - b)).toEqual(order(10));
  expect(folds.map(({ length }) => length).toSorted()).toEqual([2, 2, 3, 3]);
});

it('keeps near-copies together: no image is judged by a model that saw its twin', () => {
  // Image 5 to 9 are 0 to 4 again, brighter.
  const images = order(10).map((index) => photograph((index % 5) + 1, index < 5 ? 0 : 30));
  const folds = dealFolds(images, order(10), 4);
  for (const twin of order(5)) expect(folds.find((fold) => fold.includes(twin))).toContain(twin + 5);
});

it('makes fewer folds where there are fewer different images', () => {
  expect(dealFolds([photograph(1), photograph(1, 20)], [0, 1], 4)).toEqual([[0, 1]]);
});
