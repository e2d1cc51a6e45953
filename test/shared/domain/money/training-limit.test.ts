import { expect, it } from '@jest/globals';
import { overMonthlyLimit, spentInMonth, withStart } from '../../../../shared/domain/money/training-limit.ts';
import { NO_TRAINING } from '../../../../shared/domain/training/training-claim.ts';

const NOVEMBER = '2026-11-30T23:59:59.000Z';
const DECEMBER = '2026-12-01T00:00:00.000Z';
/** With its start an hour of an instance that costs $0.408: one training. */
const training = { maxRuntimeSeconds: 3540, instanceType: 'ml.c5.2xlarge', maxUsdPerMonth: 1 };

it('a training counts with its longest time, and the third of the month does not begin', () => {
  const once = { ...NO_TRAINING, month: withStart(NO_TRAINING, training, NOVEMBER) };
  const twice = { ...once, month: withStart(once, training, NOVEMBER) };
  expect(spentInMonth(twice, '2026-11')).toBeCloseTo(0.816, 6);
  expect(overMonthlyLimit(once, training, NOVEMBER)).toBeUndefined();
  expect(overMonthlyLimit(twice, training, NOVEMBER)).toContain('the limit is $1 (training.maxUsdPerMonth)');
});

it('a new month begins with nothing spent, and no limit stops nothing', () => {
  const spent = { ...NO_TRAINING, month: { month: '2026-11', usd: 500 } };
  expect(overMonthlyLimit(spent, training, DECEMBER)).toBeUndefined();
  expect(withStart(spent, training, DECEMBER)).toEqual({ month: '2026-12', usd: expect.closeTo(0.408, 6) });
  expect(overMonthlyLimit(spent, { ...training, maxUsdPerMonth: null }, NOVEMBER)).toBeUndefined();
});

it('an instance without a price counts as the dearest that has one', () => {
  const unknown = withStart(NO_TRAINING, { ...training, instanceType: 'ml.p9.huge' }, NOVEMBER);
  expect(unknown!.usd).toBeCloseTo(0.816, 6);
});
