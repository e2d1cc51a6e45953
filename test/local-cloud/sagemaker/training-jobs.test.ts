import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ListTagsCommand, ListTrainingJobsCommand, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { builtInImage } from '../../../shared/domain/training/built-in-images.ts';
import { readTar } from '../../../shared/tar.ts';
import { type Laptop, openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job and each endpoint is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-training-'));
let laptop: Laptop;
let driver: SageMakerDriver;

beforeAll(async () => {
  laptop = await openLaptop(dataDir);
  driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
});

afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

describe('a training job', () => {
  it('downloads its channels, trains, reports its metrics and uploads its model', async () => {
    const { TrainingJobArn } = await driver.createTrainingJob('Birds-1', { label: 'owl' });
    const job = await driver.trained('Birds-1');
    expect(job).toMatchObject({
      TrainingJobArn: 'arn:aws:sagemaker:us-east-1:000000000000:training-job/birds-1',
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      HyperParameters: { label: 'owl' },
      ModelArtifacts: { S3ModelArtifacts: 's3://birds-bucket/models/Birds-1/output/model.tar.gz' },
      FinalMetricDataList: [{ MetricName: 'validation:mAP50', Value: 0.5 }],
    });
    expect(job.SecondaryStatusTransitions!.map(({ Status }) => Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(job.TrainingEndTime!.getTime()).toBeGreaterThanOrEqual(job.TrainingStartTime!.getTime());
    expect(driver.log('Birds-1')).toContain('files: images images/a.jpg images/b.jpg train train/train.manifest\n');
    expect(Buffer.from(await driver.get('models/Birds-1/output/model.tar.gz')).subarray(0, 2)).toEqual(
      Buffer.from([0x1f, 0x8b]),
    );
    const beside = gunzipSync(await driver.get('models/Birds-1/output/output.tar.gz'));
    expect(readTar(beside).map(({ name, content }) => [name, String(content)])).toEqual([['said.txt', 'owl']]);
    const { Tags } = await driver.sageMaker.send(new ListTagsCommand({ ResourceArn: TrainingJobArn }));
    expect(Tags).toEqual([{ Key: 'owner', Value: 'birds' }]);
    await expect(driver.createTrainingJob('Birds-1')).rejects.toMatchObject({ name: 'ResourceInUse' });
  });

  it('runs with no environment of ours, reads no file of ours and writes only in its folder', async () => {
    await driver.createTrainingJob('escape', { behaviour: 'escape' });
    await driver.trained('escape');
    expect(driver.log('escape')).toContain('environment: ML_ROOT TRAINING_JOB_ARN TRAINING_JOB_NAME\n');
    expect(driver.log('escape').match(/refused: ERR_ACCESS_DENIED/g)).toHaveLength(3);
  });

  it('fails with what the algorithm wrote, and with what was wrong with its input', async () => {
    await driver.createTrainingJob('fails', { behaviour: 'fail' });
    expect(await driver.trained('fails')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: RangeError: nothing to learn from, exit code: 1',
    });
    const { InputDataConfig } = driver.trainingRequest('no-input', {});
    InputDataConfig![0]!.DataSource!.S3DataSource!.S3Uri = 's3://birds-bucket/nothing/here';
    await driver.createTrainingJob('no-input', {}, { InputDataConfig });
    expect((await driver.trained('no-input')).FailureReason).toMatch(/^ClientError: No S3 objects found/);
  });

  const canWatch = existsSync('/proc/self/statm');
  (canWatch ? it : it.skip)('fails when it holds more memory than it may, outside of the heap too', async () => {
    await driver.createTrainingJob('hoards', { behaviour: 'hoard' });
    expect(await driver.trained('hoards')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason:
        'ClientError: Please use an instance type with more memory, or reduce the size of job data processed on an instance., exit code: 137',
    });
    expect(driver.log('hoards')).toMatch(/the container holds \d+ MB of 512 MB memory: it is killed/);
  });

  it('is stopped with the model that it leaves behind, and not twice', async () => {
    await driver.createTrainingJob('stopped', { behaviour: 'wait' });
    await driver.logged('stopped', 'waiting');
    await driver.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' }));
    expect(await driver.trained('stopped')).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect(await driver.get('models/stopped/output/model.tar.gz')).toBeDefined();
    await expect(driver.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' }))).rejects.toThrow(
      'is in status Stopped',
    );
  });

  it('is stopped when it runs too long', async () => {
    const StoppingCondition = { MaxRuntimeInSeconds: 1 };
    await driver.createTrainingJob('slow', { behaviour: 'wait' }, { StoppingCondition });
    expect(await driver.trained('slow')).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxRuntimeExceeded',
    });
  });

  it('is listed by name and status, page by page', async () => {
    const list = (input: object) => driver.sageMaker.send(new ListTrainingJobsCommand(input));
    const failed = await list({ StatusEquals: 'Failed', SortBy: 'Name', SortOrder: 'Ascending' });
    expect(failed.TrainingJobSummaries!.map((job) => job.TrainingJobName)).toEqual(['fails', 'hoards', 'no-input']);
    const first = await list({ MaxResults: 4, SortBy: 'Name', SortOrder: 'Ascending' });
    const second = await list({ MaxResults: 4, SortBy: 'Name', SortOrder: 'Ascending', NextToken: first.NextToken });
    expect([first, second].map((page) => page.TrainingJobSummaries!.length)).toEqual([4, 3]);
    expect(second.NextToken).toBeUndefined();
  });

  it("is refused in SageMaker's words, or in ours where the laptop can do less", async () => {
    const refusal = (changes: object) =>
      driver.createTrainingJob('refused', {}, changes).then(
        () => 'accepted',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    expect(await refusal({ TrainingJobName: 'a_b' })).toBe(
      "ValidationException: 1 validation error detected: Value 'a_b' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    );
    expect(await refusal({ ResourceConfig: { InstanceType: 'ml.big', InstanceCount: -1, VolumeSizeInGB: 1 } })).toMatch(
      /2 validation errors detected.*resourceConfig.instanceType.*enum value set.*instanceCount.*greater than or equal to/,
    );
    expect(
      await refusal({ AlgorithmSpecification: { TrainingImage: 'other:1', TrainingInputMode: 'File' } }),
    ).toContain('no container image "other:1"; it has: fake');
    expect(
      await refusal({ AlgorithmSpecification: { TrainingImage: 'fake:1', TrainingInputMode: 'FastFile' } }),
    ).toContain('no FastFile');
    await expect(driver.describeTrainingJob('refused')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('stands in for a built-in algorithm, and says so', async () => {
    const AlgorithmSpecification = {
      TrainingImage: builtInImage('object-detection', 'us-east-1'),
      TrainingInputMode: 'File' as const,
    };
    await driver.createTrainingJob('stand-in', { behaviour: 'client-error' }, { AlgorithmSpecification });
    const job = await driver.trained('stand-in');
    expect(job.FailureReason).toBe('ClientError: nothing to learn from, exit code: 2');
    expect(job.AlgorithmSpecification!.MetricDefinitions!.map(({ Name }) => Name)).toContain('validation:mAP');
    expect(job.SecondaryStatusTransitions!.find(({ Status }) => Status === 'Training')!.StatusMessage).toContain(
      "On this laptop labelloop's own detector runs in place of the built-in object-detection (SSD).",
    );
    const overriding = { ...AlgorithmSpecification, MetricDefinitions: [{ Name: 'mine', Regex: '(.*)' }] };
    await expect(driver.createTrainingJob('overriding', {}, { AlgorithmSpecification: overriding })).rejects.toThrow(
      "You can't override the metric definitions for Amazon SageMaker algorithms.",
    );
  });

  it('logs what an IAM policy must allow', async () => {
    const calls = laptop.accesses.map(({ principal, action }) => `${principal} ${action}`);
    expect(calls).toEqual(
      expect.arrayContaining([
        'user sagemaker:CreateTrainingJob',
        'user sagemaker:AddTags',
        'user iam:PassRole',
        'training s3:GetObject',
        'training s3:PutObject',
      ]),
    );
    expect(laptop.accesses).toContainEqual({
      principal: 'user',
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::000000000000:role/training',
      conditions: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
    });
  });
});
