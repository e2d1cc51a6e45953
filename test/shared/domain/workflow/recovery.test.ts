import { describe, expect, it } from '@jest/globals';
import { recoveryIsDue, recoveryOf } from '../../../../shared/domain/workflow/recovery.ts';

const at = '2026-05-01T00:00:00.000Z';
const failure = (failedState: string, error: string) => ({
  version: 1 as const,
  executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:loop:birds-k3x9q2-b000007',
  batchId: 'b000007',
  failedState,
  error,
  cause: '',
  at,
});

it.each([
  ['StartLabelingJob', 'ThrottlingException', 'restarted'],
  ['DescribeLabelingJob', 'States.Timeout', 'restarted'],
  ['MergeLabels', 'Lambda.Unknown', 'restarted'],
  ['', 'ExecutionTIMED_OUT', 'restarted'],
  ['DescribeLabelingJob', 'LabelingJobFailed', 'requeued'],
  ['DescribeLabelingJob', 'LabelingJobStopped', 'requeued'],
  ['StartTraining', 'TrainingJobFailed', 'none'],
  ['SmokeTest', 'SmokeTestFailedError', 'none'],
])('a batch that ended in state "%s" with %s is %s', (failedState, error, decision) => {
  expect(recoveryOf(failure(failedState, error))).toBe(decision);
});

describe('a try again', () => {
  const moment = 1 / 60_000;
  it.each([
    ['waits ten minutes after the first', 'Lambda.Unknown', 1, 10 - moment, false, false],
    ['comes ten minutes after the first', 'Lambda.Unknown', 1, 10, false, true],
    ['waits twice as long after the second', 'Lambda.Unknown', 2, 20 - moment, false, false],
    ['comes twenty minutes after the second', 'Lambda.Unknown', 2, 20, false, true],
    ['waits a day at most', 'Lambda.Unknown', 11, 1440, false, true],
    ['waits no less than a day late in the row', 'Lambda.Unknown', 11, 1440 - moment, false, false],
    ['never comes by itself after the twelfth', 'Lambda.Unknown', 12, 100_000, false, false],
    ['never comes by itself where a person stopped it', 'ExecutionABORTED', 1, 100_000, false, false],
    ['comes at once when a person asks', 'Lambda.Unknown', 1, 0, true, true],
    ['comes when a person asks, even after the twelfth', 'Lambda.Unknown', 12, 0, true, true],
    ['comes when a person asks who stopped it', 'ExecutionABORTED', 1, 0, true, true],
  ])('%s', (_, error, attempt, minutes, asked, due) => {
    const now = Date.parse(at) + minutes * 60_000;
    expect(recoveryIsDue(failure('MergeLabels', error), attempt, now, asked)).toBe(due);
  });
});
