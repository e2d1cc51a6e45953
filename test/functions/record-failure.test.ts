import {
  ListTagsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  StopTrainingJobCommand,
  StopTransformJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler } from '../../functions/record-failure.ts';
import { NO_TRAINING } from '../../shared/domain/training/training-claim.ts';
import { KilledError } from '../memory-bucket.ts';
import { NOW, TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
beforeEach(() => {
  harness = new TrainingHarness();
  const held = { ...NO_TRAINING, holder: harness.arn('one'), fence: 1, wanted: 1, starts: [NOW] };
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify(held));
});
afterEach(() => harness.restore());

const fromMachine = () => ({
  ...harness.stepInput('one'),
  failedState: 'DescribeTrainingJob',
  error: 'TrainingJobFailed',
  cause: 'AlgorithmError',
});
const fromEvent = (changes: object = {}) => ({
  version: '0',
  'detail-type': 'Step Functions Execution Status Change',
  time: NOW,
  detail: {
    executionArn: harness.arn('one'),
    status: 'ABORTED',
    input: JSON.stringify(harness.executionInput()),
    error: null,
    cause: null,
    ...changes,
  },
});
const record = () => harness.bucket.json(harness.keys.failure('one'));
const claim = () => harness.bucket.json(harness.keys.trainingClaim);

it('records the failure once, whoever tells of it, and frees the claim with a pause', async () => {
  await harness.call(handler, fromMachine());
  await harness.call(handler, fromEvent({ status: 'FAILED', error: 'TrainingJobFailed' }));
  expect(record()).toMatchObject({ failedState: 'DescribeTrainingJob', error: 'TrainingJobFailed', at: NOW });
  expect(claim()).toMatchObject({ holder: null, wanted: 1, trained: 0, failures: 1, failedAt: NOW });
});

it('keeps the last 20 lines of a training that failed, as they stood on a terminal', async () => {
  harness.printed = [
    ...Array.from({ length: 30 }, (_, index) => `line ${index}`),
    '\u001b[31mepoch 1\repoch 2\u001b[0m',
  ];
  await harness.call(handler, { ...fromMachine(), cause: 'birds-abc123-b000001-v1-f1r0a1: Failed: AlgorithmError: x' });
  expect(record().log).toHaveLength(20);
  expect(record().log.slice(-2)).toEqual(['line 29', 'epoch 2']);
});

it.each(['ABORTED', 'TIMED_OUT'])(
  'records an execution that ended %s, which its machine cannot see',
  async (status) => {
    await harness.call(handler, fromEvent({ status }));
    expect(record()).toMatchObject({
      batchId: 'b000001',
      error: `Execution${status}`,
      cause: `the execution ended with status ${status}`,
    });
    expect(claim().holder).toBeNull();
  },
);

it('asks for the input of an execution whose event leaves it out', async () => {
  harness.running.add(harness.arn('one'));
  await harness.call(handler, fromEvent({ input: null }));
  expect(record()).toMatchObject({ batchId: 'b000001' });
});

it('leaves the claim of another execution alone', async () => {
  await harness.call(handler, fromEvent({ executionArn: harness.arn('two') }));
  expect(claim()).toMatchObject({ holder: harness.arn('one'), failures: 0 });
});

it('stops the jobs of the execution and no others, and does not mind those that have just ended', async () => {
  const mine = { Key: 'labelloop:execution', Value: harness.arn('one') };
  harness.sageMaker
    .on(ListTrainingJobsCommand, { NameContains: 'birds-abc123-b000001', StatusEquals: 'InProgress' })
    .resolves({
      TrainingJobSummaries: ['mine', 'other'].map((name) => ({
        TrainingJobName: name,
        TrainingJobArn: `arn:${name}`,
      })) as never,
    })
    .on(ListTransformJobsCommand)
    .resolves({ TransformJobSummaries: [{ TransformJobName: 'ended', TransformJobArn: 'arn:ended' }] as never })
    .on(ListTagsCommand, { ResourceArn: 'arn:mine' })
    .resolves({ Tags: [mine] })
    .on(ListTagsCommand, { ResourceArn: 'arn:ended' })
    .resolves({ Tags: [mine] })
    .on(StopTransformJobCommand)
    .rejects(Object.assign(new Error('is in status Completed'), { name: 'ValidationException' }));
  expect(await harness.call(handler, fromEvent())).toEqual({ stopped: ['mine', 'ended'] });
  const stops = harness.sageMaker.commandCalls(StopTrainingJobCommand);
  expect(stops.map((call) => call.args[0].input.TrainingJobName)).toEqual(['mine']);
});

it('ends the same wherever it dies and runs again', async () => {
  const before = harness.bucket.text(harness.keys.trainingClaim)!;
  const endings = new Set<string>();
  for (let calls = 0; calls < 5; calls++) {
    harness.bucket.remove(harness.keys.failure('one'));
    harness.bucket.put(harness.keys.trainingClaim, before);
    harness.bucket.dieAfter(calls);
    await harness.call(handler, fromMachine()).catch((error) => expect(error).toBeInstanceOf(KilledError));
    harness.bucket.revive();
    await harness.call(handler, fromMachine());
    endings.add(JSON.stringify(harness.bucket.dump()));
  }
  expect(endings.size).toBe(1);
});

it('finds by schedule the bad ends that nobody told of', async () => {
  const name = 'birds-abc123-b000001';
  harness.timedOut.push(name, 'another-abc123-b000001');
  harness.running.add(harness.arn(name));
  await harness.call(handler, { 'detail-type': 'Scheduled Event', time: NOW });
  expect(harness.bucket.json(harness.keys.failure(name))).toMatchObject({ error: 'ExecutionTIMED_OUT', at: NOW });
  const calls = harness.bucket.calls;
  await harness.call(handler, { 'detail-type': 'Scheduled Event', time: NOW });
  expect(harness.bucket.calls - calls).toBeLessThan(4);
});

it("keeps a function's message, not the JSON and the stack around it", async () => {
  const cause = JSON.stringify({ errorType: 'ObjectMissingError', errorMessage: 'it is gone', trace: ['at x'] });
  await harness.call(handler, { ...fromMachine(), cause });
  expect(record().cause).toBe('it is gone');
});
