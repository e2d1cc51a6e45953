import { expect, it } from '@jest/globals';
import { disagreementOf } from '../../../../shared/domain/labeling/disagreement.ts';

const box = (left: number, label = 'robin') => ({ left, top: 0, width: 10, height: 10, label });
const boxes = (...shapes: Array<ReturnType<typeof box>>) => ({ shapes, raw: '' });
const said = (raw: string) => ({ shapes: null, raw });

it.each([
  ['nobody answered', [], 0],
  ['one answered', [boxes(box(0))], 0],
  ['all see nothing', [boxes(), boxes()], 0],
  ['boxes differ by a hair', [boxes(box(0)), boxes(box(1))], 0],
  ['one of two sees one more', [boxes(box(0)), boxes(box(0), box(50))], 1 / 3],
  ['the same box has another class', [boxes(box(0)), boxes(box(0, 'wren'))], 1],
  ['a box of one stands for one of the other only', [boxes(box(0), box(1)), boxes(box(0))], 1 / 3],
  ['one of three says something else', [said('a'), said('a'), said('b')], 2 / 3],
])('where %s', (_, answers, expected) => {
  expect(disagreementOf(answers)).toBeCloseTo(expected, 6);
});
