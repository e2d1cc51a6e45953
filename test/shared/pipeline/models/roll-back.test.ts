import { DescribeEndpointCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ModelReport } from '../../../../shared/contracts/model-report.ts';
import { readAudit } from '../../../../shared/documents/audit.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { rollBack } from '../../../../shared/pipeline/models/roll-back.ts';
import { NOW, TrainingHarness } from '../../../training-harness.ts';

const old: ModelReport = {
  modelName: 'birds-abc123-b000001-v1-f1r0a1',
  validationHash: 'c0ffee',
  datasetVersion: 1,
  images: 22,
  metric: 'mAP50',
  score: 0.88,
  others: { mAP5095: 0.5 },
  perLabel: {},
  errors: { missed: 0, location: 0, label: 0, background: 0 },
  decision: 'deploy',
  reason: 'first',
  difference: null,
  scoredAt: NOW,
};
const present = {
  version: 1,
  writerId: 'one:2:new',
  fence: 2,
  modelName: 'new',
  trainingJobName: 'new',
  datasetVersion: 2,
  endpointName: 'birds',
  endpointConfigName: 'new',
  metric: 'mAP50',
  score: 0.91,
  others: { mAP5095: 0.6 },
  promotedAt: NOW,
  earlier: [old.modelName],
};

let harness: TrainingHarness;
let config: string;
beforeEach(() => {
  harness = new TrainingHarness();
  harness.bucket.put(harness.keys.champion, JSON.stringify(present));
  config = 'new';
  harness.sageMaker.on(DescribeEndpointCommand).callsFake(() => ({
    EndpointConfigName: config,
    EndpointStatus: 'InService',
  }));
  harness.sageMaker.on(UpdateEndpointCommand).callsFake(({ EndpointConfigName }) => {
    config = EndpointConfigName;
    return {};
  });
});
afterEach(() => harness.restore());

const LATER = '2026-01-02T00:00:00.000Z';
const roll = (model = old) =>
  rollBack(
    projectBucket(harness.bucket.name, 'birds'),
    model,
    { by: 'mia', reason: 'too many misses', now: LATER },
    () => {},
  );
const updates = () => harness.sageMaker.commandCalls(UpdateEndpointCommand).length;

it('lets the earlier model serve, and makes it the champion to beat', async () => {
  await roll();
  expect(config).toBe(old.modelName);
  const champion = harness.bucket.json(harness.keys.champion);
  expect(champion).toMatchObject({
    modelName: old.modelName,
    datasetVersion: 1,
    score: 0.88,
    fence: 2,
    earlier: ['new'],
  });
  expect(await readAudit(harness.bucket.name, 9)).toEqual([
    {
      ...{ version: 1, at: LATER, by: 'mia', act: 'rolledBack', project: 'birds', subject: old.modelName },
      note: 'too many misses',
    },
  ]);
});

it('is undone by the same with the model that served before', async () => {
  await roll();
  await roll({ ...old, modelName: 'new', score: 0.91 });
  expect(harness.bucket.json(harness.keys.champion)).toMatchObject({ modelName: 'new', earlier: [old.modelName] });
});

it('leaves a model alone that is promoted while the endpoint changes', async () => {
  const newest = {
    ...present,
    writerId: 'two:3:newest',
    fence: 3,
    modelName: 'newest',
    earlier: ['new', old.modelName],
  };
  harness.sageMaker.on(UpdateEndpointCommand).callsFake(({ EndpointConfigName }) => {
    config = EndpointConfigName;
    harness.bucket.put(harness.keys.champion, JSON.stringify(newest));
    return {};
  });
  await expect(roll()).rejects.toThrow('newest was promoted meanwhile, and stays');
  expect(harness.bucket.json(harness.keys.champion)).toEqual(newest);
});

it('goes on where it was stopped after the endpoint had changed', async () => {
  config = old.modelName;
  await roll();
  expect(updates()).toBe(0);
  expect(harness.bucket.json(harness.keys.champion)).toMatchObject({ modelName: old.modelName });
});

it('leaves the champion alone when the endpoint falls back to it', async () => {
  harness.sageMaker.on(UpdateEndpointCommand).resolves({});
  await expect(roll()).rejects.toThrow('did not come up');
  expect(harness.bucket.json(harness.keys.champion)).toEqual(present);
});

it('refuses a model that serves, and one that passed the gate but never served', async () => {
  await expect(roll({ ...old, modelName: 'new' })).rejects.toThrow('serves already');
  await expect(roll({ ...old, modelName: 'failed-its-smoke-test' })).rejects.toThrow('never served');
  expect(updates()).toBe(0);
});

it('is on record once, also where the call before died after the champion had changed', async () => {
  harness.bucket.dieAfter(Number.POSITIVE_INFINITY);
  await roll();
  const [entry] = harness.bucket.keys('audit/');
  harness.bucket.remove(entry!);
  await expect(roll()).rejects.toThrow('serves already');
  await expect(roll()).rejects.toThrow('serves already');
  expect(harness.bucket.keys('audit/')).toEqual([entry]);
});
