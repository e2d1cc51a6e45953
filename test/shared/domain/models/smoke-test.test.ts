import { expect, it } from '@jest/globals';
import { countMatches, expectedBoxes } from '../../../../shared/domain/models/smoke-test.ts';

const box = (left: number, confidence: number, class_id = 0) => ({
  class_id,
  confidence,
  left,
  top: 0,
  width: 100,
  height: 100,
});

it('only boxes that the model is sure of are expected', () => {
  expect(expectedBoxes([box(0, 0.9), box(200, 0.5), box(400, 0.499)])).toEqual([box(0, 0.9), box(200, 0.5)]);
});

it.each([
  ['the same box', [box(0, 0.9)], 1],
  ['the box, less sure', [box(0, 0.3)], 1],
  ['the box, hardly sure', [box(0, 0.299)], 0],
  ['the box 11 pixels off (IoU 89/111)', [box(11, 0.9)], 1],
  ['the box 12 pixels off (IoU 88/112)', [box(12, 0.9)], 0],
  ['another label there', [box(0, 0.9, 1)], 0],
  ['nothing', [], 0],
])('an endpoint that answers %s', (_, answered, matches) => {
  expect(countMatches([box(0, 0.9)], answered)).toBe(matches);
});

it('one answered box is one match, however many are expected there', () => {
  const expected = [box(0, 0.9), box(2, 0.9), box(300, 0.9)];
  expect(countMatches(expected, [box(1, 0.9), box(300, 0.9)])).toBe(2);
});
