import { expect, it } from '@jest/globals';
import { describeTrainingUse, spotSavings } from '../../../../shared/domain/money/training-use.ts';

const spot = { seconds: 300, billableSeconds: 90, spot: true, interruptions: 1, instanceType: 'ml.c5.2xlarge' };

it('counts as saved what SageMaker did not bill, at the price of the instance', () => {
  expect(spotSavings(spot)).toEqual({ share: 0.7, usd: expect.closeTo((210 / 3600) * 0.408) });
  expect(spotSavings({ ...spot, instanceType: 'ml.unheard.large' })).toEqual({ share: 0.7, usd: undefined });
  expect(spotSavings({ ...spot, spot: false })).toBeUndefined();
  expect(spotSavings({ spot: true, interruptions: 0 })).toBeUndefined();
});

it('tells people what a training took', () => {
  expect(describeTrainingUse(spot)).toBe(
    'trained 300 s on spot capacity, interrupted once, 90 s billed: $0.02 saved (70 %)',
  );
  expect(describeTrainingUse({ ...spot, interruptions: 0, billableSeconds: 300 })).toMatch(
    /never interrupted, 300 s billed: \$0.00 saved \(0 %\)$/,
  );
  expect(describeTrainingUse({ ...spot, spot: false, interruptions: 0 })).toBe('trained 300 s');
  expect(describeTrainingUse({ spot: false, interruptions: 0 })).toBe('');
});
