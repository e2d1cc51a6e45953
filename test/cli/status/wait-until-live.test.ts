import { expect, it } from '@jest/globals';
import type { ProjectStatus } from '../../../cli/status/read-status.ts';
import { judgeStanding } from '../../../cli/status/wait-until-live.ts';

const BATCH = 'birds-abc123-b000002';
const execution = { name: BATCH, status: 'SUCCEEDED', state: undefined, error: undefined, cause: undefined };
const deployed = { ...execution, outcome: 'deployed', reason: 'the first model' };
const standing: Parameters<typeof judgeStanding>[0] = {
  ...{ project: 'birds', executions: [], running: null, trainingWaits: null },
  ...{ champion: null, endpointStatus: undefined },
};
const champion = { endpointName: 'birds-abc123', metric: 'mAP50', score: 0.931 } as ProjectStatus['champion'];

it('waits while an execution runs, and tells how far the training is', () => {
  const training = { status: 'InProgress', seconds: 12.3, metrics: { 'train:loss': 2.5 } };
  const running = { executionArn: 'arn', name: BATCH, state: 'DescribeTrainingJob', phase: 'train' };
  expect(judgeStanding({ ...standing, running: { ...running, training, labeling: null } }, BATCH)).toBe(
    'training: InProgress, 12 s so far, loss 2.500',
  );
  expect(judgeStanding({ ...standing, running: { ...running, training: null, labeling: null } }, BATCH)).toBe(
    'in DescribeTrainingJob',
  );
});

it('takes the end of an earlier execution for none of its own', () => {
  const earlier = { ...deployed, name: 'birds-abc123-b000001' };
  expect(judgeStanding({ ...standing, executions: [earlier] }, BATCH)).toBe('waiting for the execution to begin');
});

it('ends with the endpoint, its score and the command that asks it', () => {
  const live = { ...standing, executions: [deployed], champion, endpointStatus: 'InService' };
  expect(judgeStanding(live, BATCH)).toEqual({
    ...{ outcome: 'deployed', endpoint: 'birds-abc123', endpointStatus: 'InService' },
    lines: [
      'deployed: the first model',
      'endpoint birds-abc123 InService: mAP@.5 0.931',
      'next: labelloop detect IMAGE --project birds',
    ],
  });
});

it('says that nothing is live where the gate kept the first model away', () => {
  const kept = { ...execution, outcome: 'kept', reason: 'mAP@.5 .2 of .5' };
  expect(judgeStanding({ ...standing, executions: [kept] }, BATCH)).toMatchObject({
    ...{ outcome: 'kept', endpoint: null },
    lines: ['kept: mAP@.5 .2 of .5', 'no endpoint yet; `labelloop status birds` says why'],
  });
});

it('fails with the advice of its error where the execution failed, also at its second attempt', () => {
  const failed = { ...execution, status: 'FAILED', error: 'TrainingJobFailed', cause: 'AlgorithmError: no boxes' };
  const again = { ...failed, name: `${BATCH}-n2`, outcome: undefined, reason: undefined };
  expect(() => judgeStanding({ ...standing, executions: [again] }, BATCH)).toThrow(
    'the loop of birds ended with FAILED: TrainingJobFailed',
  );
});
