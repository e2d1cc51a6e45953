import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../functions/retire-models.ts';
import { PipelineHarness } from '../pipeline-harness.ts';

const NOW = '2026-11-30T09:00:00Z';
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * DAY_MS);
const name = (number: number) => `birds-abc123-b${number}`;
const event = { 'detail-type': 'Scheduled Event', time: NOW };
const MISSING = Object.assign(new Error('Could not find what you name'), { name: 'ValidationException' });

let harness: PipelineHarness;
const sageMaker = mockClient(SageMakerClient);
const logs = mockClient(CloudWatchLogsClient);
/** Models by name, each with a config of its name. */
let made: Map<string, Date>;

beforeEach(() => {
  harness = new PipelineHarness();
  // Fifteen old ones, b15 the newest, and what is somebody else's.
  made = new Map(Array.from({ length: 15 }, (_, index) => [name(index + 1), daysAgo(100 - index)]));
  made.set('my-birds-abc123-b1', daysAgo(300));
  harness.bucket.put(
    harness.keys.champion,
    JSON.stringify({
      ...{ version: 1, writerId: 'w', fence: 1, modelName: name(3), trainingJobName: name(3), datasetVersion: 3 },
      ...{ endpointName: 'labelloop-dev-birds', endpointConfigName: name(3), promotedAt: daysAgo(98).toISOString() },
      ...{ metric: 'mAP50', score: 0.9, others: { mAP5095: 0.6 }, earlier: [name(1)] },
    }),
  );
  const isFound = (contains: string) => [...made].filter(([one]) => one.includes(contains));
  sageMaker.reset();
  sageMaker.on(ListModelsCommand).callsFake(({ NameContains }) => ({
    Models: isFound(NameContains).map(([ModelName, CreationTime]) => ({
      ...{ ModelName, CreationTime, ModelArn: `arn:model/${ModelName}` },
    })),
  }));
  sageMaker.on(ListEndpointConfigsCommand).callsFake(({ NameContains }) => ({
    EndpointConfigs: isFound(NameContains).map(([EndpointConfigName, CreationTime]) => ({
      EndpointConfigName,
      CreationTime,
    })),
  }));
  sageMaker.on(DescribeEndpointCommand).resolves({ EndpointConfigName: name(4) });
  sageMaker.on(DeleteModelCommand).callsFake(async ({ ModelName }) => void made.delete(ModelName));
  sageMaker.on(DeleteEndpointConfigCommand).resolves({});
  logs.reset();
  logs.resolves({});
});
afterEach(() => harness.restore());

const deleted = () => ({
  models: sageMaker.commandCalls(DeleteModelCommand).map(({ args }) => args[0].input.ModelName),
  configs: sageMaker.commandCalls(DeleteEndpointConfigCommand).map(({ args }) => args[0].input.EndpointConfigName),
});

it('keeps the last ten, every champion, what serves, what is young and what is another project’s', async () => {
  await harness.call(handler, event);
  // b1 and b3 were promoted, b4 serves, b6 to b15 are the last ten.
  expect(deleted()).toEqual({ models: [name(5), name(2)], configs: [name(5), name(2)] });
});

it('gives each a month', async () => {
  for (const one of made.keys()) made.set(one, daysAgo(29));
  await harness.call(handler, event);
  expect(deleted()).toEqual({ models: [], configs: [] });
});

it('may be killed in the middle, or run twice: what has gone is no error', async () => {
  sageMaker.on(DeleteModelCommand).rejects(MISSING);
  sageMaker.on(DeleteEndpointConfigCommand).rejects(MISSING);
  await expect(harness.call(handler, event)).resolves.toBeUndefined();
});

it('takes the predictions of a model that goes, and leaves its scores', async () => {
  const at = harness.keys.evaluationPrefix('v', name(2));
  const kept = harness.keys.evaluationPrefix('v', name(3));
  for (const key of [`${at}images/1.jpg.out`, `${at}evaluation.json`, `${kept}images/1.jpg.out`])
    harness.bucket.put(key, '{}');
  await harness.call(handler, event);
  expect(harness.bucket.keys(harness.keys.evaluationsPrefix)).toEqual(
    [`${at}evaluation.json`, `${kept}images/1.jpg.out`].sort(),
  );
});

it('deletes logs of its own jobs that are a month old, and lets the endpoint’s forget', async () => {
  logs.on(DescribeLogStreamsCommand, { logGroupName: '/aws/sagemaker/TrainingJobs' }).resolves({
    logStreams: [
      { logStreamName: `${name(1)}/algo-1`, lastEventTimestamp: daysAgo(31).getTime() },
      { logStreamName: `${name(9)}/algo-1`, lastEventTimestamp: daysAgo(2).getTime() },
    ],
  });
  await harness.call(handler, event);
  const asked = logs.commandCalls(DescribeLogStreamsCommand).map(({ args }) => args[0].input.logStreamNamePrefix);
  expect(new Set(asked)).toEqual(new Set(['birds-abc123-', 'labeling-']));
  expect(logs.commandCalls(DeleteLogStreamCommand).map(({ args }) => args[0].input)).toEqual([
    { logGroupName: '/aws/sagemaker/TrainingJobs', logStreamName: `${name(1)}/algo-1` },
  ]);
  expect(logs.commandCalls(PutRetentionPolicyCommand).map(({ args }) => args[0].input)).toEqual([
    { logGroupName: '/aws/sagemaker/Endpoints/labelloop-dev-birds', retentionInDays: 30 },
  ]);
});

it('takes away what automatic labeling learnt with a month ago, for its own projects’ labeling jobs alone', async () => {
  const learnt = (digit: string, days: number) => {
    const model = `labeling-${digit.repeat(20)}-1-0`;
    made.set(model, daysAgo(days));
    return model;
  };
  const [old, young, others] = [learnt('a', 40), learnt('b', 3), learnt('c', 40)];
  const jobs = new Map([
    [old, 'birds-abc123-b000001'],
    [young, 'birds-abc123-b000002'],
    [others, 'somebody-else'],
  ]);
  sageMaker.on(ListTagsCommand).callsFake(async ({ ResourceArn }) => ({
    Tags: [{ Key: 'labelloop:labeling-job', Value: jobs.get(ResourceArn.slice('arn:model/'.length)) }],
  }));
  const streams = [`${old}/algo-1`, 'labeling-tool-of-somebody/algo-1'];
  logs
    .on(DescribeLogStreamsCommand, { logGroupName: '/aws/sagemaker/TrainingJobs', logStreamNamePrefix: 'labeling-' })
    .resolves({
      logStreams: streams.map((logStreamName) => ({ logStreamName, lastEventTimestamp: daysAgo(31).getTime() })),
    });
  await harness.call(handler, event);
  expect(deleted().models).toEqual([name(5), name(2), old]);
  expect(logs.commandCalls(DeleteLogStreamCommand).map(({ args }) => args[0].input.logStreamName)).toEqual([
    `${old}/algo-1`,
  ]);
});
