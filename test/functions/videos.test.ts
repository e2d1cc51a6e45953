import { CreateLabelingJobCommand, DescribeLabelingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../functions/merge-labels.ts';
import { handler as preparePreLabels } from '../../functions/prepare-pre-labels.ts';
import { handler as startLabelingJob } from '../../functions/start-labeling-job.ts';
import type { FrameSequence } from '../../shared/contracts/frame-sequence.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { outputManifestKey } from '../../shared/domain/labeling/labeling-request.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { forgetImages } from '../../shared/pipeline/forgetting/forget-images.ts';
import { expectSameAfterAnyDeath, PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

const VIDEOS = ['a.mp4', 'b.mp4', 'c.frames'];
const FRAMES = 3;
const BATCH = 'b000001';
const sageMaker = mockClient(SageMakerClient);
let harness: PipelineHarness;

const stepInput = () => ({
  ...JSON.parse(harness.executions.get(`birds-abc123-${BATCH}`)!),
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:label-train-deploy:birds-abc123-${BATCH}`,
  now: '2026-01-01T01:00:00Z',
});

/** A batch of three videos whose labeling job is created. */
async function begin(): Promise<PipelineHarness> {
  harness?.restore();
  harness = new PipelineHarness();
  const { labeling } = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });
  harness.configure({ labeling: { ...labeling, video: { framesPerTask: FRAMES } } });
  for (const [at, video] of VIDEOS.entries())
    for (let frame = 0; frame < FRAMES; frame++)
      await harness.call(ingestUpload, harness.drop(`${video}/${frame}.jpg`, sampleJpeg(at * FRAMES + frame)));
  await harness.call(closeBatch, harness.setReady());
  await harness.call(startLabelingJob, stepInput());
  return harness;
}

beforeEach(async () => {
  process.env.LABELING_ROLE_ARN = 'arn:aws:iam::000000000000:role/labeling';
  process.env.PRE_ANNOTATION_LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:pre-annotation';
  process.env.CONSOLIDATION_LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:consolidate-annotations';
  const jobs = new Map<string, object>();
  sageMaker.reset();
  sageMaker.on(CreateLabelingJobCommand).callsFake((input) => void jobs.set(input.LabelingJobName, input));
  sageMaker.on(DescribeLabelingJobCommand).callsFake(({ LabelingJobName }) => jobs.get(LabelingJobName));
  await begin();
});
afterEach(() => harness.restore());

const sequenceUris = () =>
  harness.bucket
    .text(harness.keys.inputManifest(BATCH))!
    .trimEnd()
    .split('\n')
    .map((line) => String(JSON.parse(line)['source-ref']));
const sequence = (uri: string): FrameSequence => harness.bucket.json(uri.replace('s3://bucket/', ''));

/** The job's manifest, every video with one object in each frame. @param change what is wrong with a line's text */
function finishJob(change: (text: string, at: number) => string = (text) => text): void {
  const { uid } = harness.bucket.json(harness.keys.batch(BATCH));
  const key = outputManifestKey({ project: 'birds', uid, batchId: BATCH });
  const folder = key.replace('manifests/output/output.manifest', 'annotations/consolidated-annotation/output/');
  const lines = sequenceUris().map((uri, at) => {
    const frames = sequence(uri).frames.map(({ frame, 'frame-no': number }) => ({
      'frame-no': number,
      frame,
      annotations: [
        { left: 1, top: 2, width: 3, height: 4, 'class-id': '0', 'object-id': `o${at}`, 'object-name': 'owl:1' },
      ],
    }));
    harness.bucket.put(`${folder}${at}/SeqLabel.json`, JSON.stringify({ 'tracking-annotations': frames }));
    const metadata = {
      'class-map': { 0: 'owl' },
      type: 'groundtruth/video-object-tracking',
      'human-annotated': 'yes',
      'creation-date': '2026-01-01T00:30:00.123456',
      'job-name': 'labeling-job/x',
    };
    const line = {
      'source-ref': uri,
      'labels-ref': `s3://bucket/${folder}${at}/SeqLabel.json`,
      'labels-ref-metadata': metadata,
    };
    return change(JSON.stringify(line), at);
  });
  harness.bucket.put(key, lines.join('\n'));
}

const merge = () => harness.call(mergeLabels, stepInput());
const lines = () => {
  const { folder } = harness.bucket.json(harness.keys.datasetHead).versions[0];
  return (['train', 'validation'] as const)
    .flatMap((split) => harness.bucket.text(harness.keys.datasetManifest(folder, split))!.split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

describe('a batch of videos', () => {
  it('is labeled video by video, its frames in order and on one side', () => {
    const names = sequenceUris().map((uri) =>
      sequence(uri).frames.map(({ frame }) => {
        const record = harness.bucket.json(harness.keys.ledger(frame.replace('.jpg', '')));
        return `${record.originalKey.replace('incoming/birds/', '')} ${record.split}`;
      }),
    );
    expect(names.map((own) => own.map((name) => name.split(' ')[0]))).toEqual(
      VIDEOS.map((video) => [0, 1, 2].map((frame) => `${video}/${frame}.jpg`)),
    );
    for (const own of names) expect(new Set(own.map((name) => name.split(' ')[1])).size).toBe(1);
  });

  it('waits with its reason where Ground Truth labels, whose workers have no page for it', async () => {
    process.env.LABELING_BACKEND = 'ground-truth';
    try {
      await harness.call(ingestUpload, harness.drop('d.mp4/0.jpg', sampleJpeg(20)));
      await harness.call(closeBatch, harness.setReady());
    } finally {
      delete process.env.LABELING_BACKEND;
    }
    expect(harness.executions.size).toBe(1);
    expect(harness.bucket.json(harness.keys.problem)).toMatchObject({
      code: 'video-impossible',
      reason: expect.stringContaining('Ground Truth labels here; set it to null'),
    });
  });

  it('pays for no predictions, since nobody starts from them', async () => {
    harness.bucket.put(
      harness.keys.champion,
      JSON.stringify({ version: 1, writerId: 'w', modelName: 'm', jobName: 'j', fence: 1 }),
    );
    expect(await harness.call(preparePreLabels, stepInput())).toEqual({ transforms: [] });
  });

  it('becomes boxes of its frames, the same whenever a merge dies', async () => {
    await expectSameAfterAnyDeath(async () => {
      await begin();
      finishJob();
      return harness;
    }, merge);
    expect(lines().map((line) => line.labels.annotations[0]['object-id'])).toHaveLength(VIDEOS.length * FRAMES);
  });

  it.each<[string, (text: string) => string]>([
    ['is broken off', (text) => text.slice(0, 40)],
    ['names a label that is gone', (text) => text.replace('/1/SeqLabel.json', '/1/gone.json')],
    ['names a label that is none', (text) => text.replace('/1/SeqLabel.json', '/1/broken.json')],
    ['names a sequence that is gone', (text) => text.replace('sequences/1.json', 'sequences/9.json')],
  ])('loses the labels of one video, and no other, when its line %s', async (_, change) => {
    const { uid } = harness.bucket.json(harness.keys.batch(BATCH));
    const output = outputManifestKey({ project: 'birds', uid, batchId: BATCH });
    const broken = output.replace(/manifests.*$/, 'annotations/consolidated-annotation/output/1/broken.json');
    harness.bucket.put(broken, '{"tracking-annotations": [');
    finishJob((text, at) => (at === 1 ? change(text) : text));
    expect(await merge()).toMatchObject({ newLabels: 2 * FRAMES, requeued: FRAMES });
    expect(new Set(lines().map((line) => line.labels.annotations[0]['object-id']))).toEqual(new Set(['o0', 'o2']));
    harness.expectNothingLostOrTwice();
  });
});

describe('forgetting a frame', () => {
  const forget = (sha256: string) =>
    forgetImages(projectBucket('bucket', 'birds'), [sha256], {
      ...{ by: 'mia', note: 'ana asked for it', now: '2026-01-02T12:00:00.000Z' },
    });
  const imagesOf = (uri: string) => sequence(uri).frames.map(({ frame }) => frame.replace('.jpg', ''));

  it('takes it out of the list of a job that is over, and leaves the other frames their numbers', async () => {
    finishJob();
    const [first, second] = sequenceUris();
    const [forgotten, ...others] = imagesOf(first!);
    const before = imagesOf(second!);
    await forget(forgotten!);
    expect(imagesOf(first!)).toEqual(others);
    expect(sequence(first!)).toMatchObject({ 'number-of-frames': 2, frames: [{ 'frame-no': 1 }, { 'frame-no': 2 }] });
    expect(imagesOf(second!)).toEqual(before);
    for (const other of others) await forget(other);
    expect(harness.bucket.keys(harness.keys.frameSequences(BATCH))).toHaveLength(VIDEOS.length - 1);
  });

  it('leaves the list of a job under way, whose answers count frames, until it is asked again', async () => {
    const [first] = sequenceUris();
    const [forgotten] = imagesOf(first!);
    await forget(forgotten!);
    expect(imagesOf(first!)).toContain(forgotten);
    finishJob();
    await forget(forgotten!);
    expect(imagesOf(first!)).not.toContain(forgotten);
  });
});
