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
  running: null,
  troubles: { declined: [], needsAttention: [], deleted: [], endedJobs: [] },
  endpointStatus: undefined,
  capture: null,
  deployedAnyway: undefined,
  labeled: 0,
  automatic: null,
  feedback: null,
  drift: null,
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

const text = (changes: Partial<ProjectStatus>) =>
  describeStatus({ ...status, ...changes })
    .slice(2)
    .map((line) => line.trim().replace(/\s+/g, ' '));
const running = { executionArn: 'arn:one', name: 'birds-abc123-b000001', state: 'WaitForLabels', phase: 'label' };

it('says how far labeling is', () => {
  const labeling = { status: 'InProgress', labeled: 12, unlabeled: 17, failed: 1 };
  expect(text({ running: { ...running, labeling, training: null } })).toContain(
    'labeling 12 of 30 images labeled, 1 failed',
  );
});

it('says how far training is: time, step, loss, and the newest score', () => {
  const metrics = { 'train:progress': 0.42, 'train:step': 312, 'train:loss': 1.25 };
  const training = { status: 'InProgress', seconds: 85.4, metrics };
  expect(text({ running: { ...running, labeling: null, training } })).toContain(
    'training InProgress, 85 s so far, 42 % done, step 312, loss 1.250',
  );
  const scored = { ...training, metrics: { 'validation:mAP50': 0.81 } };
  expect(text({ running: { ...running, labeling: null, training: scored } })).toContain(
    'training InProgress, 85 s so far, mAP@.5 0.810 on validation images',
  );
});

it('tells by name who declined what and why, and counts what it does not list', () => {
  const one = { batchId: 'b000001', sha256: null, workerId: 'private.us-east-1.1', at: '2026-11-30T10:00:00Z' };
  const declined = [
    { ...one, name: 'dark.jpg', worker: 'ana', reason: 'too dark\n  next       nothing waits' },
    ...['b', 'c', 'd', 'e'].map((name) => ({ ...one, name, worker: null, reason: 'blurred' })),
  ];
  expect(text({ troubles: { ...status.troubles, declined } })).toEqual([
    'next nothing waits',
    'champion none yet',
    'declined dark.jpg, by ana: too dark next nothing waits',
    'declined b, by private.us-east-1.1: blurred',
    'declined c, by private.us-east-1.1: blurred',
    'and 2 more: labelloop status --json',
  ]);
});

it('names images that nobody could label or whose bytes are gone, and jobs that were stopped', () => {
  const troubles = {
    declined: [],
    needsAttention: [{ sha256: 'a', name: 'odd.jpg', reason: 'all workers declined' }],
    deleted: [{ sha256: 'b', name: 'gone.jpg' }],
    endedJobs: [{ batchId: 'b000001', jobName: 'birds-abc123-b000001', status: 'Stopped', labeled: 3, unlabeled: 5 }],
  };
  expect(text({ troubles })).toEqual([
    'next nothing waits',
    'champion none yet',
    'labeling birds-abc123-b000001 was stopped: 3 images labeled, 5 not; those wait for another batch',
    'attention odd.jpg: no batch labeled it: all workers declined',
    'deleted gone.jpg: its bytes are no longer in the bucket; drop it again, or it is missing from training',
  ]);
});

it('says what the endpoint keeps of what it is asked, and when a changed share holds', () => {
  const champion = { endpointName: 'birds-abc123', metric: 'mAP50', score: 0.9 } as ProjectStatus['champion'];
  const of = (capture: ProjectStatus['capture']) =>
    text({ champion, endpointStatus: 'InService', capture }).find((line) => line.startsWith('endpoint'));
  expect(of(null)).toBe('endpoint birds-abc123 InService');
  expect(of({ asked: 20, kept: 20 })).toBe('endpoint birds-abc123 InService; keeps 20 % of what it is asked');
  expect(of({ asked: 20, kept: 0 })).toMatch(
    /; keeps nothing of .*; 20 % within a quarter of an hour, or from the next model on/,
  );
  expect(of({ asked: 0, kept: 20 })).toMatch(/; keeps 20 % of what it is asked; nothing within a quarter of an hour/);
});
