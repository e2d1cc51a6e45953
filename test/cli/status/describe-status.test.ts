import { expect, it } from '@jest/globals';
import { describeStatus } from '../../../cli/status/describe-status.ts';
import type { ProjectStatus } from '../../../cli/status/read-status.ts';

const status: ProjectStatus = {
  project: 'birds',
  taskType: 'bounding-box',
  labels: ['bird'],
  problem: null,
  pending: 0,
  quarantined: 0,
  batches: [],
  dataset: null,
  training: null,
  withoutTraining: null,
  champion: null,
  failures: [],
  next: 'nothing waits',
  executions: [],
  endpointStatus: undefined,
  deployedAnyway: undefined,
  labeled: 0,
  budget: null,
  trainingWaits: null,
  requests: [],
  unchecked: {},
};
const failure = { executionArn: 'arn:one', failedState: 'MergeLabels', at: '2026-11-30T10:00:00Z' };

it('tells of a failure what it means and the command that helps, in lines of their own', () => {
  const cause = '{"errorMessage":"line 3 is not JSON","trace":["at x"]}';
  const lines = describeStatus({ ...status, failures: [{ ...failure, error: 'InvalidDocumentError', cause }] });
  expect(lines.slice(-3).map((line) => line.trim())).toEqual([
    'failure    2026-11-30T10:00:00Z MergeLabels: InvalidDocumentError: line 3 is not JSON',
    'A document does not match its schema; the message names the field.',
    'Correct the document (a setting with `labelloop config`), then: labelloop retry birds',
  ]);
});

it('gives each failure the advice of its own error', () => {
  const of = (error: string, cause: string) =>
    describeStatus({ ...status, failures: [{ ...failure, failedState: '', error, cause }] }).join('\n');
  expect(of('StaleFenceError', 'newer')).toMatch(/the machine: StaleFenceError: newer\n.*\n +Nothing to do/);
  expect(of('TrainingJobFailed', 'v2: CapacityError')).toContain('choose another training instance type');
});
