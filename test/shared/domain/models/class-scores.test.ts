import { expect, it } from '@jest/globals';
import {
  accuracyScorer,
  calibrationError,
  type JudgedClasses,
  macroF1Scorer,
  scoreClassSets,
  scoreOneClass,
} from '../../../../shared/domain/models/class-scores.ts';

const LABELS = ['cat', 'dog'];

const image = (truth: number[], chosen: number[], unchecked: number[] = []): JudgedClasses => ({
  truth,
  unchecked,
  answer: [0, 1].map((class_id) => ({ class_id, confidence: 0.9, chosen: chosen.includes(class_id) })),
});

it('scores one class an image by the share of right answers, and each class by F1', () => {
  const images = [image([0], [0]), image([0], [0]), image([0], [1]), image([1], [1])];
  const { score, others, perLabel, errors } = scoreOneClass(images, LABELS);
  expect(score).toBe(0.75);
  expect(perLabel).toEqual({ cat: { score: 0.8, truth: 3 }, dog: { score: 2 / 3, truth: 1 } });
  expect(others.macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
  expect(others.calibrationError).toBeCloseTo(0.15, 12);
  expect(errors).toEqual({ missed: 0, location: 0, label: 1, background: 0 });
});

it('has no F1 of a class that no image has', () => {
  const { perLabel, others } = scoreOneClass([image([0], [0])], LABELS);
  expect(perLabel.dog).toEqual({ score: null, truth: 0 });
  expect(others.macroF1).toBe(1);
});

it('scores sets of classes by macro F1, and counts what is missed and what is not there', () => {
  const images = [image([0, 1], [0]), image([], [1]), image([1], [1])];
  const { score, others, errors } = scoreClassSets(images, LABELS);
  expect(score).toBeCloseTo((1 + 0.5) / 2, 12);
  expect(others.exactMatch).toBeCloseTo(1 / 3, 12);
  expect(errors).toEqual({ missed: 1, location: 0, label: 0, background: 1 });
});

it('holds nothing against an answer about a class that nobody looked for', () => {
  expect(scoreClassSets([image([0], [0, 1], [1])], LABELS)).toMatchObject({ score: 1, others: { exactMatch: 1 } });
});

it('scores resamples as the images that they hold', () => {
  const images = [image([0], [0]), image([1], [0])];
  expect([accuracyScorer(images)([2, 0]), accuracyScorer(images)([1, 1])]).toEqual([1, 0.5]);
  expect(macroF1Scorer(images, 2)([0, 2])).toBe(0);
});

it('measures how far confidence is from the share of right answers', () => {
  const claims = [true, true, true, false].map((isRight) => ({ confidence: 0.95, isRight }));
  expect(calibrationError(claims)).toBeCloseTo(0.2, 12);
  expect(calibrationError([])).toBe(0);
});
