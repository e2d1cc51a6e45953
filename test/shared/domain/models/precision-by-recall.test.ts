import { expect, it } from '@jest/globals';
import { precisionRecall } from '../../../../shared/domain/models/precision-by-recall.ts';

const box = (class_id: number, left: number) => ({ class_id, left, top: 0, width: 10, height: 10 });
const seen = (class_id: number, left: number, confidence: number) => ({ ...box(class_id, left), confidence });

it('is the share of objects found by the share of right boxes, the surest first, for each label that occurs', () => {
  const curves = precisionRecall({
    labels: ['robin', 'wren'],
    truth: [[box(0, 0), box(0, 20)]],
    predictions: [[seen(0, 0, 0.9), seen(0, 200, 0.8), seen(0, 20, 0.7)]],
  });
  expect(curves).toHaveLength(1);
  const { label, truth, points } = curves[0]!;
  expect([label, truth]).toEqual(['robin', 2]);
  expect(points.map(({ recall, confidence }) => [recall, confidence])).toEqual([
    [0.5, 0.9],
    [0.5, 0.8],
    [1, 0.7],
  ]);
  // Never lower than what a later point still reaches.
  expect(points.map(({ precision }) => Math.round(precision * 100))).toEqual([100, 67, 67]);
});

it('has as many points as a picture can show', () => {
  const predictions = Array.from({ length: 90 }, (_, at) => seen(0, at * 20, 1 - at / 100));
  const truth = Array.from({ length: 90 }, (_, at) => box(0, at * 20));
  const points = precisionRecall({ labels: ['robin'], truth: [truth], predictions: [predictions] })[0]!.points;
  expect(points.length).toBeLessThan(62);
  expect(points.at(-1)).toMatchObject({ recall: 1, precision: 1 });
});
