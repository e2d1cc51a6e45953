import { expect, it } from '@jest/globals';
import { lastReport, lossCurve } from '../../../cli/loop/training-log.ts';

const log = 'progress: 0.00 decoding=50/96\nprogress: 0.21 loss=3.402 eta=59s\nprogress: 0.42 loss=1.950 eta=43s\n';

it('the last progress line tells share, loss and seconds left', () => {
  expect(lastReport(log)).toEqual({ progress: 0.42, loss: 1.95, left: 43 });
  expect(lastReport('progress: 0.00 decoding=50/96\n')).toEqual({ progress: 0, loss: undefined, left: undefined });
  expect(lastReport('starting')).toBeUndefined();
});

it('the curve has every loss', () => {
  expect(lossCurve(log)).toEqual([
    { progress: 0.21, loss: 3.402 },
    { progress: 0.42, loss: 1.95 },
  ]);
});
