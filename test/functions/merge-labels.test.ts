import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../functions/merge-labels.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { outputManifestKey } from '../../shared/domain/labeling/labeling-request.ts';
import { forgetImages } from '../../shared/pipeline/forgetting/forget-images.ts';
import { KilledError } from '../memory-bucket.ts';
import { expectSameAfterAnyDeath, PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

const renew = () => {
  harness.restore();
  harness = new PipelineHarness();
  return harness;
};
const dropAndClose = async (from: number, count: number) => {
  for (let number = from; number < from + count; number++)
    await harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));
  await harness.call(closeBatch, harness.setReady());
};
const stepInput = (batchId: string) => ({
  ...JSON.parse(harness.executions.get(`birds-abc123-${batchId}`)!),
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:label-train-deploy:birds-abc123-${batchId}`,
  now: '2026-01-01T01:00:00Z',
});
const merge = (batchId: string) => harness.call(mergeLabels, stepInput(batchId));

const label = (record: LedgerRecord, left = 1) => ({
  'source-ref': `s3://bucket/${record.imageKey}`,
  labels: {
    image_size: [{ width: record.width, height: record.height, depth: 3 }],
    annotations: [{ class_id: 1, left, top: 2, width: 5, height: 6 }],
  },
  'labels-metadata': {
    objects: [{ confidence: 0.9 }],
    'class-map': { '1': 'duck' },
    type: 'groundtruth/object-detection',
    'human-annotated': 'yes',
    'creation-date': '2026-01-01T00:30:00.123456',
    'job-name': 'labeling-job/birds-abc123-b000001',
  },
});
/** A failed line as Ground Truth writes it: metadata alone, `human-annotated` "true". */
const failed = (record: LedgerRecord) => ({
  'source-ref': `s3://bucket/${record.imageKey}`,
  'labels-metadata': {
    'retry-count': 1,
    'failure-reason':
      'ClientError: Annotation tasks expired.  Probable Reasons are 1) TaskAvailabilityLifetimeInSeconds…',
    'human-annotated': 'true',
  },
});
const unlabeled = (record: LedgerRecord) => ({ 'source-ref': `s3://bucket/${record.imageKey}` });

/** Writes the job's output manifest: one line for each image of the batch. */
function finishJob(batchId: string, line: (record: LedgerRecord, index: number) => object) {
  const { images, uid } = harness.bucket.json(harness.keys.batch(batchId));
  const lines = images.map((image: string, index: number) =>
    JSON.stringify(line(harness.bucket.json(harness.keys.ledger(image)), index)),
  );
  harness.bucket.put(outputManifestKey({ project: 'birds', uid, batchId }), `${lines.join('\n')}\n`);
}
const head = () => harness.bucket.json(harness.keys.datasetHead);
const version = (number: number) => head().versions[number - 1];
const lines = (number: number, split: 'train' | 'validation') =>
  harness.bucket
    .text(harness.keys.datasetManifest(version(number).folder, split))!
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const imagesOf = (number: number) =>
  [...lines(number, 'train'), ...lines(number, 'validation')].map((line) => line['source-ref']);

describe('merge-labels', () => {
  it('makes labeled images a dataset version, split as the ledger says, and leaves the attributes of others out', async () => {
    await dropAndClose(0, 30);
    finishJob('b000001', (record) => ({ ...label(record), 'pre-labels': {}, 'pre-labels-metadata': {} }));
    const records = harness.records();
    const validation = records.filter(({ split }) => split === 'validation');
    expect(validation.length).toBeGreaterThan(0);
    expect(await merge('b000001')).toEqual({
      datasetVersion: 1,
      newLabels: 30,
      requeued: 0,
      needsAttention: 0,
      train: 30 - validation.length,
      validation: validation.length,
    });
    expect(lines(1, 'validation').map((line) => line['source-ref'])).toEqual(
      validation.map(({ imageKey }) => `s3://bucket/${imageKey}`).sort(),
    );
    expect(Object.keys(lines(1, 'train')[0])).toEqual(['source-ref', 'labels', 'labels-metadata']);
    expect(harness.bucket.json(harness.keys.datasetSummary(version(1).folder))).toMatchObject({
      labels: ['owl', 'duck'],
      boxesPerLabel: { owl: 0, duck: 30 },
      humanAnnotated: 30,
    });
    const [prefix, ...list] = harness.bucket.json(harness.keys.datasetImages(version(1).folder, 'validation'));
    expect(list.map((key: string) => `${prefix.prefix}${key}`)).toEqual(
      lines(1, 'validation').map((line) => line['source-ref']),
    );
    expect(harness.records().every(({ outcome }) => outcome === 'labeled')).toBe(true);
    harness.expectNothingLostOrTwice();
  });

  it('puts failed, unlabeled and unreadable lines back in line and after the last attempt asks for a person', async () => {
    await dropAndClose(0, 4);
    finishJob('b000001', (record, index) =>
      index === 0
        ? label(record)
        : index === 1
          ? failed(record)
          : index === 2
            ? unlabeled(record)
            : { ...label(record), labels: 'broken' },
    );
    expect(await merge('b000001')).toMatchObject({ newLabels: 1, requeued: 3, needsAttention: 0 });
    harness.expectNothingLostOrTwice();
    expect(harness.records().map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('Annotation tasks expired'),
    );
    for (const batchId of ['b000002', 'b000003']) {
      await harness.call(closeBatch, harness.setReady());
      finishJob(batchId, unlabeled);
      await merge(batchId);
      harness.expectNothingLostOrTwice();
    }
    await harness.call(closeBatch, harness.setReady());
    expect(harness.batches().map((images) => images.length)).toEqual([4, 3, 3]);
    expect(
      harness
        .records()
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['labeled', 'needsAttention', 'needsAttention', 'needsAttention']);
  });

  it('loses one label, not all, to a line that is cut off', async () => {
    await dropAndClose(0, 3);
    finishJob('b000001', label);
    const key = outputManifestKey({ project: 'birds', uid: 'abc123', batchId: 'b000001' });
    harness.bucket.put(key, harness.bucket.text(key)!.slice(0, -30));
    expect(await merge('b000001')).toMatchObject({ newLabels: 2, requeued: 1 });
  });

  it('makes no version when nothing was labeled', async () => {
    await dropAndClose(0, 2);
    finishJob('b000001', unlabeled);
    expect(await merge('b000001')).toMatchObject({ datasetVersion: 0, newLabels: 0, requeued: 2 });
    expect(head()).toBeNull();
  });

  it('adds the next batch to the version before, sorted, and gives the same version when it is asked again', async () => {
    await dropAndClose(0, 3);
    finishJob('b000001', label);
    const first = await merge('b000001');
    await dropAndClose(3, 3);
    finishJob('b000002', label);
    expect(await merge('b000002')).toMatchObject({ datasetVersion: 2, newLabels: 3 });
    expect(new Set(imagesOf(2)).size).toBe(6);
    expect(lines(2, 'train').map((line) => line['source-ref'])).toEqual(
      lines(2, 'train')
        .map((line) => line['source-ref'])
        .sort(),
    );
    const once = harness.bucket.dump();
    expect(await merge('b000001')).toEqual(first);
    expect(harness.bucket.dump()).toEqual(once);
  });

  it('replaces its own part when the job left another manifest later, also for images that wait again', async () => {
    await dropAndClose(0, 4);
    finishJob('b000001', (record, index) => (index < 2 ? label(record) : unlabeled(record)));
    await merge('b000001');
    finishJob('b000001', (record, index) => (index < 3 ? label(record, index) : unlabeled(record)));
    expect(await merge('b000001')).toMatchObject({ datasetVersion: 2, newLabels: 2, requeued: 1 });
    expect(imagesOf(2)).toHaveLength(3);
    harness.expectNothingLostOrTwice();
  });

  it('loses no labels when two batches are merged at once', async () => {
    for (let standsAt = 1; standsAt < 40; standsAt++) {
      renew();
      await dropAndClose(0, 2);
      await dropAndClose(2, 2);
      finishJob('b000001', label);
      finishJob('b000002', label);
      let calls = 0;
      harness.bucket.beforeCall = async () => {
        if (++calls === standsAt) await merge('b000002');
      };
      await merge('b000001');
      harness.bucket.beforeCall = () => {};
      await merge('b000002');
      expect(new Set(imagesOf(head().head)).size).toBe(4);
      expect(head().versions).toHaveLength(2);
      harness.expectNothingLostOrTwice();
    }
  });

  it('brings no image into a dataset that is forgotten meanwhile, at any call, killed there or not', async () => {
    let merged = false;
    for (let standsAt = 1; !merged; standsAt++)
      for (const diesAfter of [Number.POSITIVE_INFINITY, 0, 2, 5]) {
        renew();
        harness.configure({ exports: ['coco'] });
        await dropAndClose(0, 2);
        finishJob('b000001', label);
        const image: string = harness.bucket.json(harness.keys.batch('b000001')).images[0];
        const own = projectBucket(harness.bucket.name, 'birds');
        let calls = 0;
        let isForgotten = false;
        harness.bucket.beforeCall = async () => {
          if (++calls !== standsAt) return;
          harness.bucket.beforeCall = () => {};
          await forgetImages(own, [image], { by: 'mia', note: 'on request', now: '2026-01-01T02:00:00Z' });
          isForgotten = true;
          harness.bucket.dieAfter(diesAfter);
        };
        await merge('b000001').catch((error) => expect(error).toBeInstanceOf(KilledError));
        harness.bucket.beforeCall = () => {};
        harness.bucket.revive();
        await merge('b000001');
        merged = !isForgotten;
        if (!isForgotten) break;
        expect(imagesOf(head().head).filter((ref) => ref.includes(image))).toEqual([]);
        expect(imagesOf(head().head)).toHaveLength(1);
        const folders = harness.bucket.keys().filter((key) => key.includes('/exports/'));
        expect(folders.filter((key) => harness.bucket.text(key)!.includes(image))).toEqual([]);
      }
  });

  it('ends with the same bucket after dying at any call from the drop to the dataset', async () => {
    const run = async () => {
      await dropAndClose(0, 3);
      finishJob('b000001', (record, index) => (index === 0 ? failed(record) : label(record)));
      await merge('b000001');
    };
    const resume = () =>
      harness.bucket.keys(harness.keys.labelsPrefix('b000001')).length > 0 ? merge('b000001') : run();
    await expectSameAfterAnyDeath(renew, run, resume);
  });
});

describe('merge-labels with exports', () => {
  it('writes every version in the formats that the project asks for, and the same bytes when it is called again', async () => {
    harness.configure({ exports: ['coco', 'yolo', 'sagemaker'] });
    await dropAndClose(0, 12);
    finishJob('b000001', (record) => label(record));
    await merge('b000001');
    const read = (path: string) => harness.bucket.text(harness.keys.datasetExport(version(1).folder, path))!;
    const coco = JSON.parse(read('coco/instances_train.json'));
    expect(coco.categories.map(({ id, name }: { id: number; name: string }) => [id, name])).toEqual([
      [1, 'owl'],
      [2, 'duck'],
    ]);
    expect(coco.annotations).toHaveLength(lines(1, 'train').length);
    expect(coco.annotations[0]).toMatchObject({ category_id: 2, bbox: [1, 2, 5, 6], score: 0.9 });
    expect(read('yolo/data.yaml')).toContain('names:\n  0: "owl"\n  1: "duck"\n');
    expect(JSON.parse(read('yolo/loss.json')).lost).toMatchObject({ confidence: 12 });
    expect(Object.keys(JSON.parse(read('sagemaker/train.manifest').split('\n')[0]!))).toEqual(['source-ref', 'labels']);
    const once = harness.bucket.dump();
    await merge('b000001');
    expect(harness.bucket.dump()).toEqual(once);
  });

  it('takes images for no negatives of a class that was added after they were labeled', async () => {
    harness.configure({ exports: ['coco', 'yolo'] });
    await dropAndClose(0, 6);
    finishJob('b000001', (record) => label(record));
    await merge('b000001');
    harness.configure({ exports: ['coco', 'yolo'], labels: ['owl', 'duck', 'heron'] });
    await dropAndClose(6, 6);
    finishJob('b000002', (record) => label(record));
    await merge('b000002');
    const read = (path: string) =>
      harness.bucket.text(harness.keys.datasetExport(version(2).folder, path)) ?? '{"images":[]}';
    const images = [
      ...JSON.parse(read('coco/instances_train.json')).images,
      ...JSON.parse(read('coco/instances_validation.json')).images,
    ];
    const unchecked = images.filter((image) => image.not_exhaustive_category_ids?.includes(3));
    expect([images.length, unchecked.length]).toEqual([12, 6]);
    expect(JSON.parse(read('yolo/loss.json'))).toMatchObject({ written: 6, lost: { 'checked labels': 6 } });
  });
});
