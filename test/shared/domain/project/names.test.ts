import { describe, expect, it } from '@jest/globals';
import { projectSchema } from '../../../../shared/contracts/project.ts';
import {
  batchExecutionName,
  batchIdOf,
  datasetVersionOf,
  endpointNameOf,
  isExecutionOf,
  isProjectName,
  labelingJobName,
  parseBatchExecutionName,
  stateMachineNameOf,
  trainingExecutionName,
  trainingJobName,
  transformJobName,
} from '../../../../shared/domain/project/names.ts';

const id = { project: 'birds', uid: 'k3x9q2', batchId: batchIdOf(7) };
const longest = { project: 'p'.repeat(24), uid: 'k3x9q2', batchId: batchIdOf(999_999) };

it.each([
  ['a', true],
  ['night-birds-2', true],
  ['a--b', true],
  ['p'.repeat(24), true],
  ['p'.repeat(25), false],
  [`a${'-'.repeat(22)}b`, true],
  [`a${'-'.repeat(23)}b`, false],
  [`${'p-'.repeat(12)}p`, false],
  ['', false],
  ['-a', false],
  ['a-', false],
  ['Birds', false],
  ['night_birds', false],
  ['birds\n', false],
])('whether %j names a project, in keys and in project.json: %s', (name, is) => {
  expect(isProjectName(name)).toBe(is);
  expect(projectSchema.shape.project.safeParse(name).success).toBe(is);
});

describe('executions', () => {
  it.each([1, 2, 12])('the name of attempt %d is read back', (attempt) => {
    const name = batchExecutionName(id, attempt);
    expect(name).toBe(attempt === 1 ? 'birds-k3x9q2-b000007' : `birds-k3x9q2-b000007-n${attempt}`);
    expect(parseBatchExecutionName('birds', name)).toEqual({ batchId: 'b000007', attempt });
  });

  it.each([
    ['birds', trainingExecutionName(id, 3, 5, 0), true],
    ['birds', 'birds-big-k3x9q2-b000007', false],
    ['birds', 'birch-k3x9q2-b000007', false],
    ['birds', 'birds-k3x9q2-b000007x', false],
  ])('%s labels no batch in %s', (project, name, isIts) => {
    expect(parseBatchExecutionName(project, name)).toBeUndefined();
    expect(isExecutionOf(project, name)).toBe(isIts);
  });

  it('a training after failures has a name of its own', () => {
    expect([0, 1, 2].map((failures) => trainingExecutionName(id, 3, 5, failures))).toEqual([
      'birds-k3x9q2-b000007-train-v3-f5',
      'birds-k3x9q2-b000007-train-v3-f5-n2',
      'birds-k3x9q2-b000007-train-v3-f5-n3',
    ]);
  });
});

it('the longest names fit the services', () => {
  const training = trainingJobName(longest, { datasetVersion: 99_999, fence: 99_999, redriveCount: 99, attempt: 99 });
  expect(labelingJobName(longest)).toHaveLength(39);
  expect(training.length).toBeLessThanOrEqual(63);
  expect(transformJobName(training, 'c'.repeat(64)).length).toBeLessThanOrEqual(63);
});

it.each([
  ['birds-k3x9q2-b000007-v12-f3r0a1', 12],
  ['v1-f1r1a1-k3x9q2-b000007-v12-f3r0a1', 12],
  ['somebody-elses-model', Number.NaN],
])('the dataset version of %s is %d', (name, version) => {
  expect(datasetVersionOf(name)).toBe(version);
});

it('an endpoint has its stage before its name, once, and 63 characters at most', () => {
  expect(['birds', 'labelloop-dev-birds'].map((name) => endpointNameOf('labelloop-dev', name))).toEqual([
    'labelloop-dev-birds',
    'labelloop-dev-birds',
  ]);
  expect(endpointNameOf('labelloop-dev', 'x'.repeat(49))).toHaveLength(63);
  expect(() => endpointNameOf('labelloop-dev', 'x'.repeat(50))).toThrow('has 64 characters, SageMaker takes 63');
});

it.each(['labelloop-dev-123456789012', 'labelloop-dev-123456789012-eu-central-1'])(
  '%s belongs to the state machine of its stack',
  (bucket) => {
    expect(stateMachineNameOf(bucket)).toBe('labelloop-dev-label-train-deploy');
  },
);
