import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateProcessingJobCommand,
  type CreateProcessingJobRequest,
  DescribeProcessingJobCommand,
  ListProcessingJobsCommand,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { BUCKET, type Laptop, openLaptop, TRAINING_ROLE } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-processing-'));
let laptop: Laptop;
let driver: SageMakerDriver;

const SCRIPT = `
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
const root = process.argv[1].replace(/\\/processing\\/.*/, '');
const job = JSON.parse(readFileSync(root + '/config/processingjobconfig.json', 'utf8'));
console.log('arguments', process.argv.slice(2).join(' '), 'of', job.ProcessingJobName);
console.log('images', readdirSync(root + '/processing/input/images').sort().join(' '));
console.log('may ask', process.env.AWS_ENDPOINT_URL, 'as', process.env.AWS_ACCESS_KEY_ID ? 'a role' : 'nobody');
if (process.argv[2] === 'wait') {
  process.on('SIGTERM', () => process.exit(0));
  console.log('waiting');
  setInterval(() => {}, 1000);
} else {
  mkdirSync(root + '/processing/output/deep', { recursive: true });
  writeFileSync(root + '/processing/output/deep/count.txt', String(readdirSync(root + '/processing/input/images').length));
  writeFileSync(root + '/output/message', 'counted');
  process.exit(Number(process.argv[3] ?? 0));
}
`;

beforeAll(async () => {
  laptop = await openLaptop(dataDir);
  driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
  await driver.put('code/count.mjs', SCRIPT);
});
afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const place = (name: string, path: string) => ({
  InputName: name,
  S3Input: {
    ...{ S3Uri: `s3://${BUCKET}/${path}`, LocalPath: `/opt/ml/processing/input/${name}` },
    ...{ S3DataType: 'S3Prefix' as const, S3InputMode: 'File' as const },
  },
});
const request = (name: string, ...words: string[]): CreateProcessingJobRequest => ({
  ProcessingJobName: name,
  RoleArn: TRAINING_ROLE,
  AppSpecification: {
    ImageUri: '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3',
    ContainerEntrypoint: ['node', '/opt/ml/processing/input/code/count.mjs'],
    ...(words.length > 0 && { ContainerArguments: words }),
  },
  ProcessingInputs: [place('code', 'code/count.mjs'), place('images', 'images/')],
  ProcessingOutputConfig: {
    Outputs: [
      {
        OutputName: 'counts',
        S3Output: {
          S3Uri: `s3://${BUCKET}/counts/${name}`,
          LocalPath: '/opt/ml/processing/output',
          S3UploadMode: 'EndOfJob',
        },
      },
    ],
  },
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 30 } },
});
const create = (asked: CreateProcessingJobRequest) => driver.sageMaker.send(new CreateProcessingJobCommand(asked));

async function ended(name: string) {
  for (;;) {
    const job = await driver.sageMaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
    if (!/InProgress|Stopping/.test(job.ProcessingJobStatus!)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const log = (name: string) => readFileSync(join(dataDir, 'logs/processing-jobs', `${name}.log`), 'utf8');

it('runs a script on inputs from S3, and puts what it writes back', async () => {
  await create(request('counts', '--split', '0'));
  expect(await ended('counts')).toMatchObject({ ProcessingJobStatus: 'Completed', ExitMessage: 'counted' });
  expect(log('counts')).toMatch(/arguments --split 0 of counts\nimages a\.jpg b\.jpg.*\nmay ask http:.* as a role/);
  expect(Buffer.from(await driver.get('counts/counts/deep/count.txt')).toString()).toBe('2');
  await expect(create(request('counts'))).rejects.toMatchObject({ name: 'ResourceInUse' });
  const { ProcessingJobSummaries } = await driver.sageMaker.send(new ListProcessingJobsCommand({}));
  expect(ProcessingJobSummaries).toMatchObject([{ ProcessingJobName: 'counts', ProcessingJobStatus: 'Completed' }]);
});

it('tells a script that fails by its exit code and message, and leaves no output', async () => {
  await create(request('fails', 'fail', '3'));
  expect(await ended('fails')).toMatchObject({
    ProcessingJobStatus: 'Failed',
    FailureReason: expect.stringContaining('exit code: 3'),
    ExitMessage: 'counted',
  });
  await expect(driver.get('counts/fails/deep/count.txt')).rejects.toThrow();
});

it('stops when it is told to, and when its time is over', async () => {
  await create({ ...request('late', 'wait'), StoppingCondition: { MaxRuntimeInSeconds: 1 } });
  expect(await ended('late')).toMatchObject({ ProcessingJobStatus: 'Stopped' });
  await create(request('stopped', 'wait'));
  await driver.sageMaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'stopped' }));
  expect(await ended('stopped')).toMatchObject({ ProcessingJobStatus: 'Stopped' });
  await expect(driver.sageMaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'stopped' }))).rejects.toThrow(
    'status Stopped',
  );
});

it('says what it cannot run, and what was not there', async () => {
  const bare = request('bare');
  await expect(create({ ...bare, AppSpecification: { ImageUri: bare.AppSpecification!.ImageUri } })).rejects.toThrow(
    'needs AppSpecification.ContainerEntrypoint',
  );
  const elsewhere = { ...place('images', 'images/').S3Input, LocalPath: '/home/images' };
  await expect(create({ ...bare, ProcessingInputs: [{ InputName: 'images', S3Input: elsewhere }] })).rejects.toThrow(
    '/home/images is not below /opt/ml',
  );
  await create({ ...bare, ProcessingInputs: [place('code', 'code/none.py')] });
  expect((await ended('bare')).FailureReason).toMatch(/^ClientError: No S3 objects found/);
});
