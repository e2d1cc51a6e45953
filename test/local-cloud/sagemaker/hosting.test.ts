import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTransformJobCommand,
  type CreateTransformJobRequest,
  DeleteEndpointCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { EndpointAlarm } from '../../../local-cloud/sagemaker/endpoints/endpoint-alarms.ts';
import { deploymentConfig } from '../../../shared/domain/training/deployment-config.ts';
import { BUCKET, IMAGE, type Laptop, MODEL_ROLE, openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job and each endpoint is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-hosting-'));
let laptop: Laptop;
let driver: SageMakerDriver;

const ERRORS: EndpointAlarm = {
  ...{ name: 'birds-errors', metric: 'Invocation5XXErrors', statistic: 'SUM' },
  ...{ period: 60, periods: 1, threshold: 0 },
};

beforeAll(async () => {
  laptop = await openLaptop(dataDir, { endpointAlarms: [ERRORS] });
  driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
  await Promise.all([
    driver.createModel('owls', 'owl'),
    driver.createModel('ducks', 'duck'),
    driver.createModel('broken', 'broken'),
    driver.createModel('ill', 'ill'),
  ]);
  for (const ModelName of ['owls', 'ill'])
    await driver.sageMaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: `${ModelName}2`,
        ProductionVariants: [
          { VariantName: 'AllTraffic', ModelName, InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
        ],
      }),
    );
});

afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const transform = (name: string, changes: Partial<CreateTransformJobRequest> = {}) =>
  driver.sageMaker.send(
    new CreateTransformJobCommand({
      TransformJobName: name,
      ModelName: 'owls',
      BatchStrategy: 'SingleRecord',
      TransformInput: {
        DataSource: { S3DataSource: { S3DataType: 'ManifestFile', S3Uri: `s3://${BUCKET}/data/images.json` } },
        ContentType: 'application/x-image',
      },
      TransformOutput: { S3OutputPath: `s3://${BUCKET}/answers/${name}` },
      TransformResources: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 },
      ...changes,
    }),
  );

describe('a transform job', () => {
  it('asks the model about each image and writes each answer beside its name', async () => {
    await transform('t1', { MaxConcurrentTransforms: 2 });
    expect(await driver.transformed('t1')).toMatchObject({ TransformJobStatus: 'Completed', MaxPayloadInMB: 6 });
    const answer = JSON.parse(Buffer.from(await driver.get('answers/t1/b.jpg.out')).toString('utf8'));
    expect(answer).toMatchObject({ label: 'owl', bytes: 'pixels of b!'.length, type: 'application/x-image' });
    expect(await driver.get('answers/t1/a.jpg.out')).toBeDefined();
    await expect(transform('t1')).rejects.toMatchObject({ name: 'ResourceInUse' });
  });

  it('fails as a whole when one image is refused, and keeps the other answers', async () => {
    await driver.put('images/a.jpg', 'refuse');
    await transform('t2');
    const job = await driver.transformed('t2');
    await driver.put('images/a.jpg', 'pixels of a');
    expect(job).toMatchObject({
      TransformJobStatus: 'Failed',
      FailureReason: expect.stringContaining('the container answered 415'),
    });
    expect(await driver.get('answers/t2/b.jpg.out')).toBeDefined();
  });

  it('tells a model that dies over an image, and one that gives no answer in its time', async () => {
    await driver.put('images/a.jpg', 'crash');
    await transform('t5');
    const died = await driver.transformed('t5');
    await driver.put('images/a.jpg', 'silent');
    await transform('t6', { ModelClientConfig: { InvocationsTimeoutInSeconds: 1, InvocationsMaxRetries: 1 } });
    const silent = await driver.transformed('t6');
    await driver.put('images/a.jpg', 'pixels of a');
    expect(died.FailureReason).toBe('the container ended while it answered: exit code: 1');
    expect(silent.FailureReason).toBe('the container gave no answer within 1 s');
    expect(await driver.get('answers/t6/b.jpg.out')).toBeDefined();
  });

  it('fails when the model does not start, and refuses what it cannot do', async () => {
    await transform('t3', { ModelName: 'broken' });
    expect((await driver.transformed('t3')).FailureReason).toContain('did not pass the ping health check');
    await expect(transform('t4', { MaxConcurrentTransforms: 20 })).rejects.toThrow('must not exceed 100 MB');
    await expect(transform('t4', { ModelName: 'none' })).rejects.toThrow('Could not find model');
  });
});

describe('an endpoint', () => {
  const update = (config: string) =>
    driver.sageMaker.send(new UpdateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: config }));

  it('answers with its model once it is in service', async () => {
    await driver.sageMaker.send(new CreateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'owls' }));
    expect(await driver.settled('birds')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'owls' });
    expect(await driver.invoke('birds', 'hoo')).toMatchObject({ label: 'owl', bytes: 3, type: 'image/jpeg' });
  });

  it('starts its model again after a crash', async () => {
    const { pid } = await driver.invoke('birds', 'hoo');
    await expect(driver.invoke('birds', 'crash')).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 500,
    });
    const again = await driver.invoke('birds', 'hoo');
    expect(again.label).toBe('owl');
    expect(again.pid).not.toBe(pid);
  });

  it('passes on what its model refuses, and refuses a body that serverless endpoints do not take', async () => {
    await expect(driver.invoke('birds', 'refuse')).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 415,
    });
    await expect(driver.invoke('birds', 'x'.repeat(4 * 2 ** 20 + 1))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(driver.invoke('nobody', 'hoo')).rejects.toThrow('Endpoint nobody of account 000000000000 not found.');
  });

  it('answers all through an update, and then with the new model', async () => {
    await update('ducks');
    await expect(update('owls')).rejects.toThrow('Cannot update in-progress endpoint');
    expect((await driver.invoke('birds', 'hoo')).label).toMatch(/owl|duck/);
    expect(await driver.settled('birds')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'ducks' });
    expect((await driver.invoke('birds', 'hoo')).label).toBe('duck');
  });

  describe('that moves its requests in parts', () => {
    const canary = (waitSeconds: number) =>
      deploymentConfig({ shifting: 'canary', percent: 25, waitSeconds }, ['birds-errors']) as DeploymentConfig;
    const move = (EndpointConfigName: string, waitSeconds: number) =>
      driver.sageMaker.send(
        new UpdateEndpointCommand({
          ...{ EndpointName: 'birds', EndpointConfigName, DeploymentConfig: canary(waitSeconds) },
        }),
      );
    const describeEndpoint = () => driver.sageMaker.send(new DescribeEndpointCommand({ EndpointName: 'birds' }));
    const baking = async () => {
      for (;;) {
        const { PendingDeploymentSummary: pending } = await describeEndpoint();
        const [status] = pending?.ProductionVariants?.[0]?.VariantStatus ?? [];
        if (status?.Status === 'Baking') return { pending: pending!.EndpointConfigName, said: status.StatusMessage };
      }
    };

    it('answers a quarter with the new model, and goes back when an alarm is raised', async () => {
      await move('ill2', 600);
      expect(await baking()).toEqual({ pending: 'ill2', said: '25 percent of the requests go to the new model' });
      const labels = await Promise.all(Array.from({ length: 8 }, () => driver.invoke('birds', 'well')));
      expect(labels.map(({ label }) => label).sort()).toEqual([...Array(6).fill('duck'), 'ill', 'ill']);
      const answers = await Promise.allSettled(Array.from({ length: 4 }, () => driver.invoke('birds', 'hoo')));
      expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      const seen = await describeEndpoint();
      expect(seen).toMatchObject({ EndpointStatus: 'RollingBack', EndpointConfigName: 'ducks' });
      expect(await driver.settled('birds')).toMatchObject({
        EndpointStatus: 'InService',
        EndpointConfigName: 'ducks',
        FailureReason: 'The alarm birds-errors went into the state ALARM while requests moved to ill2',
        LastDeploymentConfig: canary(600),
      });
      const after = await Promise.all(Array.from({ length: 8 }, () => driver.invoke('birds', 'hoo')));
      expect(new Set(after.map(({ label }) => label))).toEqual(new Set(['duck']));
    });

    it('serves with the new model when no alarm was raised', async () => {
      await move('owls2', 1);
      expect(await driver.settled('birds')).toMatchObject({
        ...{ EndpointStatus: 'InService', EndpointConfigName: 'owls2', LastDeploymentConfig: canary(1) },
      });
      expect((await driver.invoke('birds', 'hoo')).label).toBe('owl');
    });

    it('refuses serverless configs, one machine and alarms that do not exist', async () => {
      await expect(move('owls', 1)).rejects.toThrow('real-time and asynchronous endpoints only');
      const alarms = { Alarms: [{ AlarmName: 'nothing' }] };
      const DeploymentConfig = { ...canary(1), AutoRollbackConfiguration: alarms };
      const request = { EndpointName: 'birds', EndpointConfigName: 'ill2', DeploymentConfig };
      await expect(driver.sageMaker.send(new UpdateEndpointCommand(request))).rejects.toThrow(
        'the alarm nothing does not exist',
      );
      await update('ducks');
      await driver.settled('birds');
    });
  });

  it('is back in service on its old config when an update fails', async () => {
    await update('broken');
    expect(await driver.settled('birds')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'ducks',
      FailureReason: expect.stringContaining('ping health check'),
    });
    expect((await driver.invoke('birds', 'hoo')).label).toBe('duck');
  });

  it('fails when its first model does not start, and can only be deleted then', async () => {
    await driver.sageMaker.send(new CreateEndpointCommand({ EndpointName: 'ill', EndpointConfigName: 'broken' }));
    expect((await driver.settled('ill')).EndpointStatus).toBe('Failed');
    await driver.sageMaker.send(new DeleteEndpointCommand({ EndpointName: 'ill' }));
    await expect(driver.sageMaker.send(new DescribeEndpointCommand({ EndpointName: 'ill' }))).rejects.toThrow(
      'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/ill".',
    );
  });

  it('goes on after a restart of the laptop', async () => {
    await laptop.stop();
    driver.close();
    laptop = await openLaptop(dataDir);
    driver = new SageMakerDriver(laptop.client, dataDir);
    expect((await driver.settled('birds')).EndpointStatus).toBe('InService');
    expect((await driver.invoke('birds', 'hoo')).label).toBe('duck');
  });
});

describe('models and endpoint configs', () => {
  it('are described and listed as they were made, once', async () => {
    const model = await driver.sageMaker.send(new DescribeModelCommand({ ModelName: 'owls' }));
    expect(model.PrimaryContainer!.ModelDataUrl).toBe('s3://birds-bucket/models/owls/output/model.tar.gz');
    const again = new CreateModelCommand({
      ModelName: 'owls',
      ExecutionRoleArn: MODEL_ROLE,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl: 's3://b/m.tar.gz' },
    });
    await expect(driver.sageMaker.send(again)).rejects.toThrow('Cannot create already existing model');
    const { Models } = await driver.sageMaker.send(new ListModelsCommand({ NameContains: 'uck' }));
    expect(Models!.map(({ ModelName }) => ModelName)).toEqual(['ducks']);
    const { EndpointConfigs } = await driver.sageMaker.send(new ListEndpointConfigsCommand({ SortBy: 'Name' }));
    expect(EndpointConfigs!.map((config) => config.EndpointConfigName)).toEqual([
      'owls2',
      'owls',
      'ill2',
      'ill',
      'ducks',
      'broken',
    ]);
  });
});
