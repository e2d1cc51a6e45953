import { expect, it } from '@jest/globals';
import { affordableImages, budgetStanding } from '../../../../shared/domain/batches/batch-policy.ts';
import { groundTruthFee } from '../../../../shared/domain/money/labeling-price.ts';

it.each([
  [0, 0],
  [50_000, 4000],
  [50_001, 4000.04],
  [60_000, 4400],
  [1_000_000, 42_000],
  [1_000_001, 42_000.02],
])('the fee of %d objects a month is $%d: each tier has its own objects', (objects, fee) => {
  expect(groundTruthFee(objects)).toBeCloseTo(fee, 6);
});

it('a budget pays for answers and the fee: $1.30 buys 5 images with 5 workers at $0.036, 16 with people who are paid otherwise', () => {
  const labeling = { budgetUsd: 1.3, workersPerObject: 5, pricePerAnswerUsd: 0.036 };
  expect(affordableImages(labeling, 0)).toBe(5);
  expect(budgetStanding(labeling, 4)).toEqual({ budgetUsd: 1.3, spentUsd: 1.04, imagesLeft: 1 });
  expect(budgetStanding(labeling, 5)).toMatchObject({ spentUsd: 1.3, imagesLeft: 0 });
  expect(affordableImages({ budgetUsd: 1.3, workersPerObject: 1 }, 0)).toBe(16);
  expect(budgetStanding({ ...labeling, budgetUsd: null }, 5)).toBeNull();
});
