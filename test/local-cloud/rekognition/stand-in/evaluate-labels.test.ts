import { expect, it } from '@jest/globals';
import {
  judgeLabeledBoxes,
  judgeLabeledClasses,
} from '../../../../local-cloud/rekognition/stand-in/evaluate-labels.ts';

const box = (class_id: number, left: number) => ({ class_id, left, top: 0, width: 10, height: 10 });
const seen = (class_id: number, left: number, confidence: number) => ({ ...box(class_id, left), confidence });

it('takes for each label the threshold of the best F1, between the last one that counts and the next', () => {
  const judged = judgeLabeledBoxes({
    labels: ['bird', 'nest'],
    truth: [[box(0, 0), box(0, 50)], [box(0, 0)]],
    // Two right ones, a wrong one, then a right one that comes too late to be worth it.
    predictions: [
      [seen(0, 0, 0.9), seen(0, 50, 0.8), seen(0, 90, 0.6), seen(0, 120, 0.5), seen(0, 150, 0.45)],
      [seen(0, 0, 0.4)],
    ],
  });
  expect(judged.perLabel[0]).toMatchObject({ precision: 1, recall: 2 / 3, f1: 0.8, truth: 3 });
  expect(judged.perLabel[0]!.threshold).toBeCloseTo(0.7);
  // Nobody drew a nest: it counts for nothing, and is told from .5 on.
  expect(judged.evaluation).toMatchObject({ f1: 0.8, precision: 1 });
  expect(judged.evaluation.thresholds[1]).toBe(0.5);
});

it('judges classes of whole images the same way', () => {
  const answer = (first: number) => [
    { class_id: 0, confidence: first, chosen: first > 0.5 },
    { class_id: 1, confidence: 1 - first, chosen: first <= 0.5 },
  ];
  const { evaluation } = judgeLabeledClasses([[0], [1], [0]], [answer(0.9), answer(0.2), answer(0.6)], ['cat', 'dog']);
  expect(evaluation).toMatchObject({ f1: 1, precision: 1, recall: 1 });
  expect(evaluation.thresholds[0]).toBeCloseTo(0.4);
  expect(evaluation.thresholds[1]).toBeCloseTo(0.6);
});
