import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateEndpointCommand, CreateModelCommand, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { bindAlgorithm, unbindAlgorithm } from '../../../../local-cloud/sagemaker/container/bound-algorithms.ts';
import { hasNamespaces } from '../../../../local-cloud/sagemaker/container/namespaces.ts';
import { type Laptop, MODEL_ROLE, openLaptop } from '../laptop.ts';
import { SageMakerDriver } from '../sagemaker-driver.ts';

/** Each job is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const onPosix = process.platform === 'win32' ? it.skip : it;
const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-bound-'));
const folder = join(import.meta.dirname, '../bound-algorithm');
const image = 'example.org/team/shapes:3';
let laptop: Laptop;
let driver: SageMakerDriver;

beforeAll(async () => {
  laptop = await openLaptop(dataDir);
  driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
  bindAlgorithm(dataDir, { version: 1, name: 'shapes', image, folder, environment: null });
});

afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const train = (name: string, behaviour = '', environment: Record<string, string> = {}) =>
  driver.createTrainingJob(
    name,
    { behaviour },
    {
      AlgorithmSpecification: {
        TrainingImage: image,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'loss', Regex: 'loss=([0-9.]+)' }],
      },
      Environment: environment,
    },
  );

onPosix('runs the programs of a folder for the image that it is bound to, training and serving', async () => {
  await train('shapes-1');
  const job = await driver.trained('shapes-1');
  expect(job).toMatchObject({
    TrainingJobStatus: 'Completed',
    FinalMetricDataList: [{ MetricName: 'loss', Value: 0.25 }],
  });
  await driver.createModel('shapes', '', image);
  await driver.sageMaker.send(new CreateEndpointCommand({ EndpointName: 'shapes', EndpointConfigName: 'shapes' }));
  expect(await driver.settled('shapes')).toMatchObject({ EndpointStatus: 'InService' });
  expect(await driver.invoke('shapes', 'pixels')).toEqual({ weights: 'a.jpg\nb.jpg\n' });
});

onPosix('shows it its folder as /opt/ml, and lets it write and reach nothing else', async () => {
  await train('escape', 'escape', { PORT: new URL(laptop.client.endpoint).port });
  expect(await driver.trained('escape')).toMatchObject({ TrainingJobStatus: 'Completed' });
  if (!hasNamespaces()) return;
  expect(driver.log('escape')).toContain('at /opt/ml: images train \n');
  expect(driver.log('escape')).toMatch(/touch.*Read-only file system/);
  expect(driver.log('escape')).toMatch(/no network: E/);
  expect(existsSync('/escaped')).toBe(false);
});

onPosix('fails with its failure file and its exit code, and keeps what it printed', async () => {
  await train('fails', 'fail');
  expect(await driver.trained('fails')).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: 'AlgorithmError: ValueError: nothing to learn from\n, exit code: 3',
  });
  expect(driver.log('fails')).toContain('line 1 of the log\n');
});

onPosix('says that the Python packages of a folder are not there, before anything runs', async () => {
  const pushed = join(dataDir, 'pushed');
  mkdirSync(pushed);
  for (const name of ['train.py', 'serve.py', 'requirements.txt']) writeFileSync(join(pushed, name), '');
  bindAlgorithm(dataDir, {
    version: 1,
    name: 'pushed',
    image: 'example.org/pushed:1',
    folder: pushed,
    environment: null,
  });
  await driver.createTrainingJob(
    'pushed',
    {},
    {
      AlgorithmSpecification: { TrainingImage: 'example.org/pushed:1', TrainingInputMode: 'File' },
    },
  );
  expect(await driver.trained('pushed')).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: expect.stringContaining('labelloop algorithms add NAME --dir'),
  });
  unbindAlgorithm(dataDir, 'pushed');
});

onPosix('ends what the program left running', async () => {
  await train('orphan', 'orphan');
  expect(await driver.trained('orphan')).toMatchObject({ TrainingJobStatus: 'Completed' });
});

onPosix('lets it leave its model when it is told to stop', async () => {
  await train('stops', 'stop');
  await driver.logged('stops', 'ready\n');
  await driver.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stops' }));
  expect(await driver.trained('stops')).toMatchObject({ TrainingJobStatus: 'Stopped' });
  expect((await driver.get('models/stops/output/model.tar.gz')).length).toBeGreaterThan(0);
});

const canWatch = existsSync('/proc/self/statm');
(canWatch ? it : it.skip)('counts what the programs that it starts hold in memory', async () => {
  await train('hoards', 'hoard');
  expect(await driver.trained('hoards')).toMatchObject({
    FailureReason: expect.stringContaining('use an instance type with more memory'),
  });
});

it('says how to bring an image that the laptop does not have', async () => {
  unbindAlgorithm(dataDir, 'shapes');
  const create = driver.sageMaker.send(
    new CreateModelCommand({
      ModelName: 'unbound',
      ExecutionRoleArn: MODEL_ROLE,
      PrimaryContainer: { Image: image, ModelDataUrl: 's3://birds-bucket/models/x.tar.gz' },
    }),
  );
  await expect(create).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(
      /no container image "example\.org\/team\/shapes:3".*labelloop algorithms add NAME --image example/,
    ),
  });
});
