import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListTagsCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { deployAnyway, keptBack } from '../../../cli/models/deploy-anyway.ts';
import type { ModelReport } from '../../../shared/contracts/model-report.ts';
import { prefixOfBucket } from '../../../shared/domain/project/names.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { box, NOW, TrainingHarness } from '../../training-harness.ts';

const report: ModelReport = {
  modelName: 'birds-abc123-b000001-v1-f1r0a1',
  validationHash: 'c0ffee',
  datasetVersion: 1,
  images: 3,
  metric: 'mAP50',
  score: 0.834,
  others: { mAP5095: 0.5 },
  perLabel: {},
  errors: { missed: 0, location: 0, label: 0, background: 0 },
  decision: 'keep',
  reason: 'provisional: 22 validation images more would show it; label images with owl next',
  difference: null,
  scoredAt: NOW,
};
const { modelName } = report;
const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl', 'duck'], taskType: 'bounding-box' });
const record = { by: 'ana', reason: 'a first look', at: '2026-01-02T00:00:00.000Z' };
const tagsOf = (uid: string) => ({
  Tags: Object.entries({ project: 'birds', uid, batch: 'b000001', execution: 'one' }).map(([name, Value]) => ({
    Key: `labelloop:${name}`,
    Value,
  })),
});
const seen = { ...box(0), confidence: 0.9 };

let harness: TrainingHarness;
const runtime = mockClient(SageMakerRuntimeClient);
/** What the endpoint serves; undefined: there is none. */
let serving: string | undefined;
beforeEach(() => {
  harness = new TrainingHarness();
  serving = undefined;
  const { sageMaker, bucket, keys } = harness;
  const folder = keys.evaluationPrefix(report.validationHash, modelName);
  const test = { version: 1, imageKey: null, imageSize: { width: 100, height: 100 }, expected: [seen] };
  bucket.put(`${folder}smoke-test.json`, JSON.stringify(test));
  bucket.put(keys.trainingClaim, JSON.stringify(claim(null)));
  sageMaker.on(DescribeModelCommand).resolves({ ModelArn: 'm', PrimaryContainer: { ModelDataUrl: 's3://b/model' } });
  sageMaker.on(ListTagsCommand).resolves(tagsOf('abc123'));
  sageMaker.on(CreateEndpointConfigCommand).resolves({});
  sageMaker.on(DescribeEndpointCommand).callsFake(() => {
    if (!serving) throw new Error('Could not find endpoint "arn".');
    return { EndpointArn: 'e', EndpointConfigName: serving, EndpointStatus: 'InService' };
  });
  const serve = ({ EndpointConfigName }: { EndpointConfigName: string }) => {
    serving = EndpointConfigName;
    return {};
  };
  sageMaker.on(CreateEndpointCommand).callsFake(serve);
  sageMaker.on(UpdateEndpointCommand).callsFake(serve);
  sageMaker.on(DeleteEndpointCommand).callsFake(() => {
    serving = undefined;
    return {};
  });
  answers([seen]);
});
afterEach(() => {
  harness.restore();
  runtime.reset();
});

const claim = (holder: string | null) => ({
  ...{ version: 1, writerId: 'w', holder, fence: 4, wanted: 1, trained: 1, starts: [], failures: 0, failedAt: null },
});
function answers(annotations: object[]) {
  const image_size = [{ width: 100, height: 100 }];
  const Body = new TextEncoder().encode(JSON.stringify({ image_size, annotations }));
  runtime.on(InvokeEndpointCommand).resolves({ Body: Body as never });
}
const deploy = (model = report) => deployAnyway(harness.bucket.name, project, model, record, () => {});
const champion = () => harness.bucket.json(harness.keys.champion);
const calls = (command: Parameters<typeof harness.sageMaker.commandCalls>[0]) =>
  harness.sageMaker.commandCalls(command).map(({ args }) => args[0].input);

it('makes the endpoint when there is none, the model its champion, and writes down who wanted it and why', async () => {
  await deploy();
  expect(serving).toBe(modelName);
  expect(champion()).toMatchObject({ modelName, fence: 4, datasetVersion: 1, score: 0.834, earlier: [] });
  expect(harness.bucket.json(harness.keys.deployedAnyway(modelName))).toEqual({ version: 1, ...record });
  const tags = tagsOf('abc123').Tags;
  expect(calls(CreateEndpointConfigCommand)[0]).toMatchObject({ EndpointConfigName: modelName, Tags: tags });
  const EndpointName = `${prefixOfBucket(harness.bucket.name)}-birds`;
  expect(calls(CreateEndpointCommand)).toEqual([
    { EndpointName, EndpointConfigName: modelName, Tags: tags.slice(0, 2) },
  ]);
});

it('moves an endpoint that serves, and remembers what served before', async () => {
  harness.promoted('old', 3);
  serving = 'old';
  await deploy();
  expect(calls(CreateEndpointCommand)).toEqual([]);
  expect(serving).toBe(modelName);
  expect(champion()).toMatchObject({ modelName, fence: 3, endpointName: 'birds', earlier: ['old'] });
});

it('goes on where it was stopped after the endpoint had come up', async () => {
  serving = modelName;
  harness.sageMaker.on(CreateEndpointConfigCommand).rejects(new Error('already exists'));
  const ProductionVariants = [{ VariantName: 'v', ModelName: modelName }];
  harness.sageMaker.on(DescribeEndpointConfigCommand).resolves({ ProductionVariants });
  await deploy();
  expect([...calls(CreateEndpointCommand), ...calls(UpdateEndpointCommand)]).toEqual([]);
  expect(champion()).toMatchObject({ modelName });
});

it('lets what served before serve again when the model answers otherwise than the gate saw', async () => {
  harness.promoted('old');
  serving = 'old';
  answers([]);
  await expect(deploy()).rejects.toThrow('fails its smoke test');
  expect(serving).toBe('old');
  expect(champion()).toMatchObject({ modelName: 'old' });
  expect(harness.bucket.objects.has(harness.keys.deployedAnyway(modelName))).toBe(false);
});

it('takes the endpoint away again that it made for a model that fails', async () => {
  answers([]);
  await expect(deploy()).rejects.toThrow('fails its smoke test');
  expect(serving).toBeUndefined();
});

it('leaves a model alone that is promoted while the endpoint changes', async () => {
  harness.promoted('old');
  serving = 'old';
  harness.sageMaker.on(UpdateEndpointCommand).callsFake(({ EndpointConfigName }) => {
    serving = EndpointConfigName;
    harness.promoted('newest', 5);
    return {};
  });
  await expect(deploy()).rejects.toThrow('newest was promoted meanwhile, and stays');
  expect(champion()).toMatchObject({ modelName: 'newest' });
});

it('touches nothing while a training runs', async () => {
  harness.running.add(harness.arn('trains'));
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify(claim(harness.arn('trains'))));
  await expect(deploy()).rejects.toThrow('birds trains now');
  expect(calls(CreateEndpointCommand)).toEqual([]);
});

it("refuses another project's model, one without a test image, one that serves, and one that served", async () => {
  await expect(deploy({ ...report, validationHash: 'other' })).rejects.toThrow('cannot be tried before it serves');
  harness.sageMaker.on(ListTagsCommand).resolves(tagsOf('zzz999'));
  await expect(deploy()).rejects.toThrow('does not belong to birds');
  harness.promoted(modelName);
  await expect(deploy()).rejects.toThrow('serves already');
  harness.bucket.put(harness.keys.champion, JSON.stringify({ ...champion(), modelName: 'new', earlier: [modelName] }));
  await expect(deploy()).rejects.toThrow('served before');
  expect(calls(CreateEndpointConfigCommand)).toEqual([]);
});

it('says without --anyway what the gate said, and which command lets it serve all the same', () => {
  const { message, details } = keptBack(report);
  expect(message).toBe(`the gate kept ${modelName} back`);
  expect(details.why).toContain('label images with owl next');
  expect(details.todo).toContain(`labelloop models deploy ${modelName} --anyway --reason`);
});
