import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../../../shared/contracts/dataset.ts';
import { readAudit } from '../../../../shared/documents/audit.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { LABEL_TASKS } from '../../../../shared/domain/answer-kinds/tasks/task-types.ts';
import { addDatasetVersion, readHeadLines } from '../../../../shared/pipeline/datasets/dataset-version.ts';
import { excludeImages, includeImages } from '../../../../shared/pipeline/datasets/exclude-images.ts';
import { KilledError } from '../../../memory-bucket.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';

const IMAGES = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
const [A, B] = IMAGES as [string, string, string];
const lineOf = (sha256: string) =>
  JSON.stringify({
    'source-ref': `s3://bucket/projects/birds/images/${sha256}.jpg`,
    labels: {
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: [{ class_id: 0, left: 1, top: 2, width: 9, height: 8 }],
    },
    'labels-metadata': {
      ...{ objects: [{ confidence: 0.9 }], 'class-map': { '0': 'owl' }, type: 'groundtruth/object-detection' },
      ...{ 'human-annotated': 'yes', 'creation-date': '2026-01-01T12:00:00.000000', 'job-name': 'labeling-job/x' },
    },
  });
const why = { by: 'mia', note: 'blurred', now: '2026-01-02T12:00:00.000Z' };

let harness: PipelineHarness;
const birds = () => projectBucket(harness.bucket.name, 'birds');
const versions = () => (harness.bucket.json(harness.keys.datasetHead) as DatasetHead).versions;
beforeEach(async () => {
  harness = new PipelineHarness();
  await addDatasetVersion('bucket', {
    ...{ project: 'birds', batchId: 'b000001', images: IMAGES, task: LABEL_TASKS['bounding-box'] },
    ...{ labels: ['owl', 'duck'], exports: [], etag: '"e"', origin: undefined },
    labeled: { train: new Map(IMAGES.map((sha256) => [sha256, lineOf(sha256)])), validation: new Map() },
  });
});
afterEach(() => harness.restore());

it('takes images out of the dataset and brings them back with their labels, on record', async () => {
  expect(await excludeImages(birds(), [B, A], why)).toEqual({ images: 2, datasetVersion: 2 });
  expect([...(await readHeadLines(birds())).keys()]).toEqual([IMAGES[2]]);
  expect(versions()[1]).toMatchObject({ train: 1, origin: { kind: 'exclude', note: 'blurred' } });
  expect(await excludeImages(birds(), [A], why)).toEqual({ images: 0, datasetVersion: 2 });
  expect(await includeImages(birds(), [A, B], 1, { ...why, note: 'undone' })).toEqual({ images: 2, datasetVersion: 3 });
  expect((await readHeadLines(birds())).get(A)).toBe(lineOf(A));
  const acts = await readAudit('bucket', 9, 'birds');
  expect(acts.map(({ act, by, subject }) => [act, by, subject]).sort()).toEqual([
    ['excluded', 'mia', '2 images'],
    ['included', 'mia', '2 images'],
  ]);
  await expect(includeImages(birds(), [A], 9, why)).rejects.toThrow('no dataset version 9');
});

it('killed at any call and called again leaves one version without them', async () => {
  harness.bucket.dieAfter(Number.POSITIVE_INFINITY);
  const before = new Map(harness.bucket.objects);
  await excludeImages(birds(), [A], why);
  const { calls } = harness.bucket;
  for (let call = 0; call < calls; call++) {
    for (const key of [...harness.bucket.keys()]) harness.bucket.remove(key);
    for (const [key, { bytes }] of before) harness.bucket.put(key, bytes);
    harness.bucket.dieAfter(call);
    await expect(excludeImages(birds(), [A], why)).rejects.toThrow(KilledError);
    harness.bucket.revive();
    await excludeImages(birds(), [A], why);
    expect([...(await readHeadLines(birds())).keys()]).toEqual(IMAGES.slice(1));
    expect(versions()).toHaveLength(2);
  }
});

it('brings nothing back that people had forgotten meanwhile', async () => {
  await excludeImages(birds(), [A, B], why);
  harness.bucket.put(
    harness.keys.ledger(A),
    JSON.stringify({
      ...{
        version: 1,
        sha256: A,
        imageKey: `images/${A}.jpg`,
        originalKey: '',
        bytes: 1,
        width: 64,
        height: 48,
        channels: 3,
      },
      ...{ split: 'train', ingestedAt: why.now, batchId: null, attempts: 0, outcome: 'forgotten', reason: 'asked' },
    }),
  );
  expect(await includeImages(birds(), [A, B], 1, why)).toEqual({ images: 1, datasetVersion: 3 });
  expect([...(await readHeadLines(birds())).keys()].sort()).toEqual([B, IMAGES[2]]);
});
