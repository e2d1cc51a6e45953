import {
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Project } from '../../../../shared/contracts/project.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { newProject } from '../../../../shared/domain/project/new-project.ts';
import { switchCapture } from '../../../../shared/pipeline/captures/switch-capture.ts';
import { KilledError } from '../../../memory-bucket.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';

const MODEL = 'birds-abc123-b000001-v1-f1r0a1';
const ENDPOINT = 'labelloop-dev-birds';
const REAL_TIME = { name: 'birds', mode: 'real-time', memorySizeInMB: 2048, maxConcurrency: 1 } as const;
const VARIANT = { VariantName: 'labelloop-dev', ModelName: MODEL, InstanceType: 'ml.m5.large' as const };
const sageMaker = mockClient(SageMakerClient);

/** An endpoint and its configs; `calls` are counted, and the call of number `kill` is the last one. */
let endpoint: { config: string; status: string };
let configs: Map<string, CreateEndpointConfigInput>;
let calls: number;
let kill: number;
let harness: PipelineHarness;

/** @param before whether the call kills before it did anything, or after */
function arrange(before = true) {
  endpoint = { config: MODEL, status: 'InService' };
  configs = new Map([[MODEL, { EndpointConfigName: MODEL, ProductionVariants: [{ ...VARIANT }] }]]);
  calls = 0;
  kill = Number.POSITIVE_INFINITY;
  const answer =
    <Input, Output>(of: (input: Input) => Output) =>
    (input: Input) => {
      const isKilled = calls++ === kill;
      if (isKilled && before) throw new KilledError('killed');
      if (!isKilled) return of(input);
      try {
        of(input);
      } catch {
        // Who is killed hears of no refusal either.
      }
      throw new KilledError('killed');
    };
  const missing = (name: string) => new Error(`Could not find "${name}".`);
  sageMaker.reset();
  sageMaker
    .on(DescribeEndpointCommand)
    .callsFake(answer(() => ({ EndpointStatus: endpoint.status, EndpointConfigName: endpoint.config })));
  sageMaker.on(DescribeEndpointConfigCommand).callsFake(
    answer(({ EndpointConfigName: name }: { EndpointConfigName: string }) => {
      const found = configs.get(name);
      if (!found) throw missing(name);
      return found;
    }),
  );
  sageMaker.on(CreateEndpointConfigCommand).callsFake(
    answer((request: CreateEndpointConfigInput) => {
      if (configs.has(request.EndpointConfigName!)) throw new Error('Cannot create already existing');
      configs.set(request.EndpointConfigName!, request);
      return {};
    }),
  );
  sageMaker.on(UpdateEndpointCommand).callsFake(
    answer(({ EndpointConfigName: name }: { EndpointConfigName: string }) => {
      if (endpoint.status !== 'InService') throw new Error('Cannot update in-progress endpoint');
      if (!configs.has(name)) throw missing(name);
      endpoint = { config: name, status: 'Updating' };
      return {};
    }),
  );
}

beforeEach(() => {
  harness = new PipelineHarness();
  harness.bucket.put(
    harness.keys.champion,
    JSON.stringify({
      ...{ version: 1, writerId: 'w', fence: 1, modelName: MODEL, trainingJobName: MODEL, datasetVersion: 1 },
      ...{ endpointName: ENDPOINT, endpointConfigName: MODEL, promotedAt: '2026-11-20T00:00:00.000Z' },
      ...{ metric: 'mAP50', score: 0.9, others: {}, earlier: [] },
    }),
  );
  arrange();
});
afterEach(() => harness.restore());

/** One call of the function for a project that wants so many percent kept; an update of the endpoint is done then. */
async function want(sampled: number | undefined, changes: Partial<Project> = {}) {
  const base = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });
  const project = {
    ...{ ...base, endpoint: REAL_TIME as Project['endpoint'], ...changes },
    ...(sampled !== undefined && { capture: { sampled, retentionDays: 30 } }),
  };
  return switchCapture(projectBucket(harness.bucket.name, 'birds'), project);
}
const settle = () => {
  endpoint.status = 'InService';
};
const percent = () => {
  const { DataCaptureConfig: capture } = configs.get(endpoint.config)!;
  return capture?.EnableCapture ? capture.InitialSamplingPercentage : 0;
};
const updates = () => sageMaker.commandCalls(UpdateEndpointCommand).length;

it('lets the running endpoint keep what the project wants, by one config and one update of the same model', async () => {
  expect(await want(20)).toEqual({ endpointName: ENDPOINT, before: 0, now: 20 });
  expect(percent()).toBe(20);
  const made = configs.get(endpoint.config)!;
  expect(made.EndpointConfigName!.length).toBeLessThanOrEqual(63);
  expect(made).toMatchObject({
    ProductionVariants: [VARIANT],
    DataCaptureConfig: { DestinationS3Uri: `s3://${harness.bucket.name}/projects/birds/capture/${MODEL}` },
    Tags: [{ Key: 'labelloop:project' }, { Key: 'labelloop:uid', Value: 'abc123' }],
  });
  expect(sageMaker.commandCalls(UpdateEndpointCommand)[0]!.args[0].input.RetainAllVariantProperties).toBe(true);
});

it('does nothing while the endpoint changes, and nothing more once it keeps what is wanted', async () => {
  await want(20);
  expect(await want(50)).toBeUndefined();
  settle();
  expect(await want(20)).toBeUndefined();
  expect([updates(), configs.size]).toEqual([1, 2]);
});

it('another share has another config, and one that is there serves again, the first one when it is switched off', async () => {
  for (const [sampled, size] of [
    [20, 2],
    [50, 3],
    [20, 3],
    [undefined, 3],
    [50, 3],
  ] as const) {
    await want(sampled);
    settle();
    expect([percent(), configs.size]).toEqual([sampled ?? 0, size]);
  }
  await want(undefined);
  expect(endpoint.config).toBe(MODEL);
});

it('leaves a serverless endpoint and another model than the champion alone', async () => {
  configs.get(MODEL)!.ProductionVariants = [
    { VariantName: 'v', ModelName: MODEL, ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 1 } },
  ];
  expect(await want(20)).toBeUndefined();
  configs.get(MODEL)!.ProductionVariants = [{ ...VARIANT, ModelName: 'birds-abc123-b000002-v2-f2r0a1' }];
  expect(await want(20)).toBeUndefined();
  harness.bucket.objects.delete(harness.keys.champion);
  expect(await want(20)).toBeUndefined();
  expect([updates(), configs.size]).toEqual([0, 1]);
});

it.each([true, false])('killed at any call (before it: %s), the next call goes on to the same', async (before) => {
  await want(20);
  const [total, wanted] = [calls, endpoint.config];
  for (let at = 0; at < total; at++) {
    arrange(before);
    kill = at;
    await expect(want(20)).rejects.toThrow(KilledError);
    await want(20);
    settle();
    expect(await want(20)).toBeUndefined();
    expect([endpoint.config, configs.size, updates()]).toEqual([wanted, 2, before && at === total - 1 ? 2 : 1]);
  }
});
