import { expect, it } from '@jest/globals';
import type { DriftMeasure } from '../../../shared/contracts/capture.ts';
import { describeDriftStanding, describeFeedback } from '../../../shared/read-models/production-words.ts';

const none = { images: 0, right: 0 };

it('says what came back, what people made of it, and what it did to the live model', () => {
  const standing = {
    ...{ unsure: 12, odd: 3, sample: 40 },
    unsureLabeled: { images: 10, right: 4 },
    oddLabeled: { images: 3, right: 1 },
    sampleLabeled: { images: 40, right: 38 },
    champion: { modelName: 'm2', learned: 13, difference: { mean: 0.031, low: -0.004, high: 0.066 } },
  };
  expect(describeFeedback(standing)).toEqual([
    '12 came for doubt: 10 labeled, 6 corrected; 3 for being unlike the rest: 3 labeled, 2 corrected; 40 by chance to validation: the model had 38 of 40 right (85 % to 99 %)',
    'm2, which serves, learned from 13 of them, and scored +.031 (-.004 to +.066) against the one before',
  ]);
  const nothing = { ...{ unsure: 1, odd: 0, sample: 0 }, champion: null };
  expect(describeFeedback({ ...nothing, unsureLabeled: none, oddLabeled: none, sampleLabeled: none })).toEqual([
    '1 came for doubt: 0 labeled, 0 corrected; 0 by chance to validation',
  ]);
});

it('says in what production left what the model was judged on, or that it did not', () => {
  const look = {
    version: 1,
    modelName: 'm2',
    at: '2026-11-30T12:00:00.000Z',
    days: 7,
    images: 200,
    validation: 60,
  } as const;
  const measure: Omit<DriftMeasure, 'left'> = {
    ...{ kind: 'class', label: 'crane', shares: { production: 0.4, validation: 0.1 } },
    ...{ value: 0.3, low: 0.2, high: 0.4 },
  };
  const compared = '200 images of the last 7 days against the 60 validation images of m2';
  expect(describeDriftStanding({ ...look, measures: null })).toEqual([`nothing can be said yet: ${compared}`]);
  expect(describeDriftStanding({ ...look, measures: [{ ...measure, left: false }] })).toEqual([`none: ${compared}`]);
  expect(describeDriftStanding({ ...look, measures: [{ ...measure, left: true }] })).toEqual([
    `production has left what the model was judged on: ${compared}`,
    'crane is on 40 % of the images, on 10 % of validation (+30 points, +20 to +40)',
  ]);
});
