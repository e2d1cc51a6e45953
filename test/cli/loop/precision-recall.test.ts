import { expect, it } from '@jest/globals';
import { precisionRecallCurve } from '../../../cli/loop/precision-recall.ts';

const box = (left: number, class_id = 0) => ({ class_id, left, top: 0, width: 10, height: 10 });

it('recall grows as confidence falls, and a second box on one object is wrong', () => {
  const truth = [[box(0), box(50)], [box(0, 1)]];
  const predictions = [
    [
      { ...box(1), confidence: 0.9 },
      { ...box(2), confidence: 0.8 },
      { ...box(50), confidence: 0.7 },
    ],
    [{ ...box(0, 1), confidence: 0.99 }],
  ];
  expect(precisionRecallCurve(truth, predictions, 0)).toEqual([
    { recall: 0.5, precision: 1 },
    { recall: 1, precision: 2 / 3 },
  ]);
});
