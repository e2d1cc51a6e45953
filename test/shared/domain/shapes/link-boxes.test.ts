import { expect, it } from '@jest/globals';
import { linkBoxes } from '../../../../shared/domain/shapes/link-boxes.ts';

const box = (label: string, left: number) => ({ label, left, top: 0, width: 10, height: 10 });

it('boxes go on with the nearest of their label in the frame before, once each', () => {
  const linked = linkBoxes([
    [box('a', 0), box('a', 30), box('b', 5)],
    [box('a', 27), box('a', 6), box('b', 8)],
    [box('a', 24)],
    [box('a', 100), box('a', 22)],
  ]);
  expect(linked.map(({ label, boxes }) => [label, boxes.map(({ frame, box: { left } }) => [frame, left])])).toEqual([
    [
      'a',
      [
        [0, 0],
        [1, 6],
      ],
    ],
    [
      'a',
      [
        [0, 30],
        [1, 27],
        [2, 24],
        [3, 22],
      ],
    ],
    [
      'b',
      [
        [0, 5],
        [1, 8],
      ],
    ],
    ['a', [[3, 100]]],
  ]);
});
