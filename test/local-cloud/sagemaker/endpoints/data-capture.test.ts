import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  DescribeEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { VirtualClock } from '../../../../local-cloud/clock.ts';
import { DataCapture } from '../../../../local-cloud/sagemaker/endpoints/data-capture.ts';
import { BUCKET, type Laptop, openLaptop } from '../laptop.ts';
import { SageMakerDriver } from '../sagemaker-driver.ts';

jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-capture-'));
let laptop: Laptop;
let driver: SageMakerDriver;
let s3: S3Client;
let runtime: SageMakerRuntimeClient;

beforeAll(async () => {
  laptop = await openLaptop(dataDir);
  driver = new SageMakerDriver(laptop.client, dataDir);
  s3 = new S3Client(laptop.client);
  runtime = new SageMakerRuntimeClient(laptop.client);
  await driver.putImages();
  await driver.createModel('owls', 'owl');
});
afterAll(async () => {
  driver.close();
  s3.destroy();
  runtime.destroy();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const CAPTURE = {
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: `s3://${BUCKET}/kept`,
  CaptureOptions: [{ CaptureMode: 'Input' as const }, { CaptureMode: 'Output' as const }],
  CaptureContentTypeHeader: { JsonContentTypes: ['application/json'] },
};

const config = (name: string, changes: Partial<CreateEndpointConfigInput> = {}) =>
  driver.sageMaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        { VariantName: 'AllTraffic', ModelName: 'owls', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 },
      ],
      DataCaptureConfig: CAPTURE,
      ...changes,
    }),
  );

it('refuses serverless endpoints, as SageMaker does', async () => {
  const ServerlessConfig = { MemorySizeInMB: 1024, MaxConcurrency: 1 };
  const ProductionVariants = [{ VariantName: 'AllTraffic', ModelName: 'owls', ServerlessConfig }];
  await expect(config('serverless', { ProductionVariants })).rejects.toThrow(
    'DataCaptureConfig is not supported for serverless endpoints',
  );
});

it('keeps questions and answers where and how SageMaker does, with the model’s role, and passes answers on', async () => {
  await config('watched');
  await driver.sageMaker.send(new CreateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'watched' }));
  await driver.settled('birds');
  const { DataCaptureConfig } = await driver.sageMaker.send(new DescribeEndpointCommand({ EndpointName: 'birds' }));
  expect(DataCaptureConfig).toMatchObject({ CaptureStatus: 'Started', CurrentSamplingPercentage: 100 });
  const image = Buffer.from([0xff, 0xd8, 0, 1, 2]);
  const ask = (Body: Uint8Array, ContentType: string, more = {}) =>
    runtime.send(new InvokeEndpointCommand({ EndpointName: 'birds', Body, ContentType, ...more }));
  const answer = await ask(image, 'application/x-image', { InferenceId: 'photo-1' });
  expect(JSON.parse(Buffer.from(answer.Body).toString())).toMatchObject({ label: 'owl' });
  await ask(Buffer.from('{"a":1}'), 'application/json', { CustomAttributes: 'trace=7' });
  await expect(ask(Buffer.from('refuse'), 'image/jpeg')).rejects.toMatchObject({ name: 'ModelError' });
  await laptop.stopSageMaker();

  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'kept/' }));
  const keys = Contents.map(({ Key }) => Key!);
  expect(keys.join()).toMatch(
    /^kept\/birds\/AllTraffic\/\d{4}\/\d\d\/\d\d\/\d\d\/\d\d-\d\d-\d{3}-[0-9a-f-]{36}\.jsonl/,
  );
  const files = await Promise.all(keys.map(async (key) => Buffer.from(await driver.get(key)).toString()));
  const [first, second, ...others] = files
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(others).toEqual([]);
  expect(first).toEqual({
    captureData: {
      endpointInput: {
        ...{ observedContentType: 'application/x-image', mode: 'INPUT' },
        ...{ data: image.toString('base64'), encoding: 'BASE64' },
      },
      endpointOutput: {
        ...{ observedContentType: 'application/json', mode: 'OUTPUT' },
        ...{ data: Buffer.from(answer.Body).toString(), encoding: 'JSON' },
      },
    },
    eventMetadata: {
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      inferenceId: 'photo-1',
      inferenceTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
    eventVersion: '0',
  });
  expect(second).toMatchObject({
    captureData: { endpointInput: { data: '{"a":1}', encoding: 'JSON' } },
    eventMetadata: { customAttributes: ['trace=7'] },
  });
  expect(laptop.accesses).toContainEqual(
    expect.objectContaining({
      principal: 'model',
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${BUCKET}/${keys[0]}`,
    }),
  );
});

describe('data capture', () => {
  const question = (changes: object = {}) => ({
    ...{
      endpointName: 'e',
      variantName: 'AllTraffic',
      role: 'model',
      inferenceId: undefined,
      customAttributes: undefined,
    },
    input: { type: 'image/png', body: [Buffer.from('png')] },
    config: { ...CAPTURE, ...changes },
  });
  const open = (random = () => 0.5) => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 30, 11, 59, 55));
    const written = new Map<string, string[]>();
    const write = async ({ key }: { key: string }, body: Uint8Array) =>
      void written.set(key, Buffer.from(body).toString().trim().split('\n'));
    return { clock, written, capture: new DataCapture(clock, () => ({ write }) as never, random) };
  };
  const ask = async (capture: DataCapture, asked = question()) => {
    const answer = (async function* () {
      yield Buffer.from('{"annotations":');
      yield Buffer.from('[]}');
    })();
    for await (const _ of capture.listen(asked, answer, 'application/json; charset=utf-8'));
  };

  it('writes several records to a file after some seconds, an hour’s records to its folder', async () => {
    const { clock, written, capture } = open();
    await ask(capture);
    await ask(capture);
    expect(written.size).toBe(0);
    clock.advance(9_000);
    await ask(capture);
    clock.advance(10_000);
    await capture.shutdown();
    const uuid = '-00000000-0000-0000-0000-000000000000.jsonl'.length;
    expect([...written].map(([key, lines]) => [key.slice(0, -uuid), lines.length])).toEqual([
      ['kept/e/AllTraffic/2026/11/30/11/59-55-000', 2],
      ['kept/e/AllTraffic/2026/11/30/12/00-04-000', 1],
    ]);
  });

  it('keeps the share of requests that the config asks for, and the side', async () => {
    const { capture, written } = open(() => 0.3);
    expect(capture.chooses({ ...CAPTURE, InitialSamplingPercentage: 30 })).toBe(false);
    expect(capture.chooses({ ...CAPTURE, InitialSamplingPercentage: 31 })).toBe(true);
    expect(capture.chooses({ ...CAPTURE, EnableCapture: false })).toBe(false);
    expect(capture.chooses(undefined)).toBe(false);
    await ask(capture, question({ CaptureOptions: [{ CaptureMode: 'Output' }] }));
    await capture.shutdown();
    const [record] = [...written.values()].flat().map((line) => JSON.parse(line));
    expect(Object.keys(record.captureData)).toEqual(['endpointOutput']);
    expect(record.captureData.endpointOutput.data).toBe('{"annotations":[]}');
  });
});
