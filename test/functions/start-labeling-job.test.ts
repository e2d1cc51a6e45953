import {
  CreateLabelingJobCommand,
  type CreateLabelingJobCommandInput,
  DescribeLabelingJobCommand,
  SageMakerClient,
  SageMakerServiceException,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as describeLabelingJob } from '../../functions/describe-labeling-job.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { handler as preparePreLabels } from '../../functions/prepare-pre-labels.ts';
import { handler as startLabelingJob } from '../../functions/start-labeling-job.ts';
import { outputManifestKey } from '../../shared/domain/labeling/labeling-request.ts';
import { PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

const NAME = 'birds-abc123-b000001';
const refusal = (name: string, status: number) =>
  new SageMakerServiceException({ name, message: `${name}!`, $fault: 'client', $metadata: { httpStatusCode: status } });

let harness: PipelineHarness;
let jobs: Map<string, CreateLabelingJobCommandInput>;
const sageMaker = mockClient(SageMakerClient);
const stepInput = () => ({
  ...JSON.parse(harness.executions.get(NAME)!),
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:label-train-deploy:${NAME}`,
  now: '2026-01-01T01:00:00.000Z',
});
const start = () => harness.call(startLabelingJob, stepInput());
const manifest = () =>
  harness.bucket
    .text(harness.keys.inputManifest('b000001'))!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeEach(async () => {
  harness = new PipelineHarness();
  jobs = new Map();
  process.env.LABELING_ROLE_ARN = 'arn:aws:iam::000000000000:role/labeling';
  process.env.PRE_ANNOTATION_LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:pre-annotation';
  process.env.CONSOLIDATION_LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:consolidate-annotations';
  sageMaker.reset();
  sageMaker.on(CreateLabelingJobCommand).callsFake((input) => {
    if (jobs.has(input.LabelingJobName)) throw refusal('ResourceInUse', 400);
    jobs.set(input.LabelingJobName, input);
  });
  sageMaker.on(DescribeLabelingJobCommand).callsFake(({ LabelingJobName }) => {
    const job = jobs.get(LabelingJobName);
    if (!job) throw refusal('ResourceNotFound', 400);
    return { ...job, LabelingJobStatus: 'InProgress', LabelCounters: { TotalLabeled: 1, Unlabeled: 11 } };
  });
  for (let number = 0; number < 12; number++)
    await harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));
  await harness.call(closeBatch, harness.setReady());
});
afterEach(() => harness.restore());

const champion = () =>
  harness.bucket.put(
    harness.keys.champion,
    JSON.stringify({
      version: 1,
      writerId: 'w',
      fence: 1,
      modelName: 'birds-abc123-b000000-v1-r0a1',
      trainingJobName: 't',
      datasetVersion: 1,
      endpointName: 'birds',
      endpointConfigName: 'c',
      metric: 'mAP50',
      score: 0.9,
      others: { mAP5095: 0.6 },
      promotedAt: '2026-01-01T00:00:00Z',
    }),
  );

describe('start-labeling-job', () => {
  it("creates the batch's job with one line an image, in order", async () => {
    expect(await start()).toMatchObject({ labelingJobName: NAME });
    const { images } = harness.bucket.json(harness.keys.batch('b000001'));
    expect(manifest()).toEqual(
      images.map((image: string) => ({ 'source-ref': `s3://bucket/projects/birds/images/${image}.jpg` })),
    );
    expect(jobs.get(NAME)).toMatchObject({
      LabelAttributeName: 'labels',
      InputConfig: {
        DataSource: { S3DataSource: { ManifestS3Uri: 's3://bucket/projects/birds/batches/b000001/input.manifest' } },
      },
      HumanTaskConfig: {
        WorkteamArn: 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/labelloop',
        NumberOfHumanWorkersPerDataObject: 3,
        TaskTimeLimitInSeconds: 600,
      },
    });
    expect(harness.bucket.keys(harness.keys.workerTemplate('b000001'))).toHaveLength(1);
  });

  it('finds its own job when it runs again, whatever Create answers', async () => {
    await start();
    expect(await start()).toMatchObject({ labelingJobName: NAME });
    expect(jobs.size).toBe(1);
  });

  it("does not take somebody else's job of this name for its own", async () => {
    await start();
    jobs.set(NAME, { ...jobs.get(NAME)!, Tags: [] });
    await expect(start()).rejects.toMatchObject({ name: 'NotOursError' });
  });

  it('says what the backend refused', async () => {
    sageMaker.on(CreateLabelingJobCommand).rejects(refusal('ValidationException', 400));
    await expect(start()).rejects.toMatchObject({
      name: 'LabelingJobRefusedError',
      message: expect.stringContaining('ValidationException!'),
    });
  });

  it('asks the workteam that project.json names now, all else as the batch froze it', async () => {
    const { labeling } = harness.bucket.json(harness.keys.config);
    const workteamArn = 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/others';
    harness.configure({ title: 'New', labeling: { ...labeling, workteamArn, workersPerObject: 9 } });
    await start();
    expect(jobs.get(NAME)!.HumanTaskConfig).toMatchObject({
      WorkteamArn: workteamArn,
      NumberOfHumanWorkersPerDataObject: 3,
      TaskTitle: 'Label images: owl, duck',
    });
  });

  it('asks for pre-labels of train images only, and only when there is a champion', async () => {
    expect(await harness.call(preparePreLabels, stepInput())).toEqual({ transforms: [] });
    champion();
    const { transforms } = (await harness.call(preparePreLabels, stepInput())) as {
      transforms: Array<{ request: { ModelName: string } }>;
    };
    expect(transforms).toMatchObject([{ request: { ModelName: 'birds-abc123-b000000-v1-r0a1' } }]);
    const [, ...files] = harness.bucket.json(harness.keys.preLabelManifest('b000001'));
    const train = harness.records().filter(({ split }) => split === 'train');
    expect(files).toEqual(train.map(({ sha256 }) => `${sha256}.jpg`).sort());
    expect(train.length).toBeLessThan(12);
  });

  it("gives workers the champion's confident boxes to start from, never on validation images", async () => {
    const answer = {
      image_size: [{ width: 32, height: 24 }],
      annotations: [
        { class_id: 1, left: 1, top: 2, width: 3, height: 4, confidence: 0.8 },
        { class_id: 0, left: 1, top: 2, width: 3, height: 4, confidence: 0.2 },
      ],
    };
    for (const { sha256 } of harness.records())
      harness.bucket.put(`${harness.keys.preLabelsPrefix('b000001')}${sha256}.jpg.out`, JSON.stringify(answer));
    await start();
    const validation = new Set(
      harness
        .records()
        .filter(({ split }) => split === 'validation')
        .map(({ imageKey }) => `s3://bucket/${imageKey}`),
    );
    expect(validation.size).toBeGreaterThan(0);
    for (const line of manifest()) {
      if (validation.has(line['source-ref'])) expect(Object.keys(line)).toEqual(['source-ref']);
      else {
        expect(line['pre-labels'].annotations).toEqual([{ class_id: 1, left: 1, top: 2, width: 3, height: 4 }]);
        expect(line['pre-labels-metadata']).toMatchObject({
          'class-map': { '1': 'duck' },
          objects: [{ confidence: 0.8 }],
        });
      }
    }
  });
});

describe('describe-labeling-job', () => {
  it('says that the job runs, and that a stopped one is usable when it left a manifest', async () => {
    await start();
    expect(await harness.call(describeLabelingJob, stepInput())).toMatchObject({
      status: 'InProgress',
      settled: false,
      usable: false,
      totalLabeled: 1,
    });
    sageMaker.on(DescribeLabelingJobCommand).resolves({ LabelingJobStatus: 'Stopped', FailureReason: 'by hand' });
    expect(await harness.call(describeLabelingJob, stepInput())).toMatchObject({
      settled: true,
      usable: false,
      reason: 'by hand',
    });
    harness.bucket.put(outputManifestKey({ project: 'birds', uid: 'abc123', batchId: 'b000001' }), '');
    expect(await harness.call(describeLabelingJob, stepInput())).toMatchObject({ settled: true, usable: true });
  });
});
