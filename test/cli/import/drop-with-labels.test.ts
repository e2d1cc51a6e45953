import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changedImages, findConflicts } from '../../../cli/import/present-labels.ts';
import { releaseDropped } from '../../../cli/intake/release-dropped.ts';
import { cancelRequest } from '../../../cli/relabel/cancel-request.ts';
import { handler as closeBatch } from '../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../functions/ingest-upload.ts';
import { listOpenRequests, writeRequest } from '../../../shared/documents/label-request.ts';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { readHeadLines } from '../../../shared/pipeline/datasets/dataset-version.ts';
import { expectSameAfterAnyDeath, PipelineHarness } from '../../pipeline-harness.ts';
import { sampleJpeg } from '../../sample-jpeg.ts';
import { headLines, ImportHarness, mergeAll, modes, wake } from './import-harness.ts';

const FIRST: Parameters<ImportHarness['coco']>[0] = {
  '0.jpg': [['duck', 1, 2, 5, 6]],
  '1.jpg': [['owl', 3, 3, 9, 9]],
  '2.jpg': [],
};

let harness: PipelineHarness;
let drop: ImportHarness;
const renew = () => {
  harness?.restore();
  harness = new PipelineHarness();
  return harness;
};
beforeEach(() => {
  renew();
  drop = new ImportHarness();
  for (let number = 0; number < 3; number++) drop.image(`${number}.jpg`, sampleJpeg(number));
  drop.coco(FIRST, { width: 32, height: 24 });
});
afterEach(() => {
  harness.restore();
  rmSync(drop.folder, { recursive: true });
});

const sweep = () => harness.call(closeBatch, harness.sweepEvent());
const config = () => harness.bucket.json(harness.keys.config);
const imports = async () => {
  await drop.send(harness);
  await wake(harness);
  await mergeAll(harness);
};
const dropPlainly = (number: number) => harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));

describe('drop --labels', () => {
  it('makes a human-annotated version of images and labels without a labeling job', async () => {
    await imports();
    expect(modes(harness)).toEqual(['merge']);
    const lines = headLines(harness);
    expect(lines).toHaveLength(3);
    const [owl] = lines.filter(({ labels }) => labels.annotations[0]?.class_id === 0);
    expect(owl).toMatchObject({
      'source-ref': expect.stringMatching(/^s3:\/\/bucket\/projects\/birds\/images\/[0-9a-f]{64}\.jpg$/),
      labels: {
        image_size: [{ width: 32, height: 24, depth: 3 }],
        annotations: [{ class_id: 0, left: 3, top: 3, width: 9, height: 9 }],
      },
      'labels-metadata': {
        objects: [expect.not.objectContaining({ confidence: expect.anything() })],
        'class-map': { '0': 'owl' },
        type: 'groundtruth/object-detection',
        'human-annotated': 'yes',
        'creation-date': '2026-01-01T00:00:00.000',
        'job-name': expect.stringMatching(/^labelloop-import\//),
        'checked-for': ['owl', 'duck'],
      },
    });
    expect(harness.bucket.json(harness.keys.datasetHead).versions[0]).toMatchObject({
      origin: { kind: 'import', note: 'labels.json (coco)' },
      added: 3,
    });
    expect(harness.records().map(({ outcome }) => outcome)).toEqual(['labeled', 'labeled', 'labeled']);
    expect(harness.bucket.json(harness.keys.counter).claimed).toBe(0);
    harness.expectNothingLostOrTwice();
  });

  it('ends with the same bucket after dying at any call', async () => {
    await expectSameAfterAnyDeath(renew, imports, async () => {
      await drop.send(harness);
      // A person's label-now, or the sweep of each quarter of an hour: what lies in the inbox is concluded.
      await harness.call(closeBatch, harness.setReady());
      await mergeAll(harness);
      expect(modes(harness)).toEqual(['merge']);
    });
  }, 30_000);

  it('brings nothing new when the same labels come again', async () => {
    await imports();
    const before = harness.bucket.dump();
    await imports();
    harness.wait(15);
    await sweep();
    expect(harness.bucket.dump()).toEqual(before);
  });

  it('starts no labeling job, whenever a closer comes between', async () => {
    harness.configure({ batch: { ...config().batch, maxImages: 1 } });
    let isClosing = false;
    harness.bucket.beforeCall = async () => {
      if (isClosing) return;
      isClosing = true;
      harness.setReady();
      await sweep();
      isClosing = false;
    };
    await drop.send(harness);
    harness.bucket.beforeCall = () => {};
    await sweep();
    await mergeAll(harness);
    expect(modes(harness)).toEqual(['merge']);
    expect(headLines(harness)).toHaveLength(3);
    harness.expectNothingLostOrTwice();
  });

  it('takes images in by itself when their events are lost, and ignores events that come late, twice and before', async () => {
    await drop.send(harness, false);
    const late = harness.bucket
      .keys('incoming/')
      .map((key) => harness.event(key, 0, harness.bucket.objects.get(key)!.etag));
    await wake(harness);
    for (const event of [...late.reverse(), ...late]) await harness.call(ingestUpload, event);
    harness.wait(6);
    await sweep();
    await mergeAll(harness);
    expect(modes(harness)).toEqual(['merge']);
    expect(headLines(harness)).toHaveLength(3);
    harness.expectNothingLostOrTwice();
  });

  it('takes images that wait for people, leaves those that people label now, and gets them with the next try', async () => {
    await dropPlainly(0);
    await harness.call(closeBatch, harness.setReady());
    await dropPlainly(1);
    await drop.send(harness);
    harness.wait(6);
    await sweep();
    expect(modes(harness)).toEqual(['label', 'merge']);
    const [labeling, imported] = harness.batches();
    expect(imported).toHaveLength(2);
    harness.expectNothingLostOrTwice();
    const record = harness.bucket.json(harness.keys.ledger(labeling![0]!));
    harness.bucket.put(harness.keys.ledger(record.sha256), JSON.stringify({ ...record, outcome: 'labeled' }));
    await drop.send(harness);
    await sweep();
    expect(harness.batches()[2]).toEqual(labeling);
    expect(harness.records().find(({ sha256 }) => sha256 === record.sha256)).toMatchObject({
      batchId: 'b000003',
      labeledBefore: ['b000001'],
    });
    harness.expectNothingLostOrTwice();
  });

  it('lets the newest of two labels win, and names the conflict', async () => {
    await imports();
    drop.coco({ '0.jpg': [['duck', 1, 2, 5, 6]], '1.jpg': [['duck', 3, 3, 9, 9]] });
    const { images } = await drop.plan(config());
    const present = await readHeadLines(projectBucket('bucket', 'birds'));
    const conflicts = findConflicts(images, present, { bucket: 'bucket', project: config() }, 'labels.json (coco)');
    expect(conflicts.map(({ image, reason }) => [image, reason])).toEqual([
      ['1.jpg', expect.stringContaining('1 relabeled')],
    ]);
    await imports();
    expect(headLines(harness)).toHaveLength(3);
    const changed = headLines(harness).filter(({ labels }) => labels.annotations[0]?.left === 3);
    expect(changed[0].labels.annotations[0].class_id).toBe(1);
    expect(harness.batches()[1]).toHaveLength(1);
    drop.coco(FIRST, { width: 32, height: 24 });
    await imports();
    expect(harness.batches()[2]).toEqual(harness.batches()[1]);
    expect(
      headLines(harness).filter(({ labels }) => labels.annotations[0]?.left === 3)[0].labels.annotations[0].class_id,
    ).toBe(0);
    harness.expectNothingLostOrTwice();
  });

  it('takes no label from an image that the file does not mention, even where that means that nothing is on it', async () => {
    await imports();
    drop.coco({ '0.jpg': [['duck', 9, 9, 5, 6]] }, { width: 32, height: 24 });
    const { images } = await drop.plan(config(), { emptyMeansNone: true });
    expect(images).toHaveLength(3);
    const present = await readHeadLines(projectBucket('bucket', 'birds'));
    const changed = changedImages(images, present, { bucket: 'bucket', project: config() });
    expect(changed.map(({ file }) => file.name)).toEqual(['0.jpg']);
  });

  it('puts images of a drop that broke off in line when a person gives it up', async () => {
    await dropPlainly(0);
    harness.bucket.beforeCall = ({ key }) => {
      if (key.startsWith('ready/')) throw new Error('Ctrl-C');
    };
    await expect(drop.send(harness)).rejects.toThrow('Ctrl-C');
    harness.bucket.beforeCall = () => {};
    const own = projectBucket('bucket', 'birds');
    const [request] = await listOpenRequests(own);
    expect(request).toMatchObject({ kind: 'import', isSent: false });
    await cancelRequest('bucket', 'birds', request!.requestId);
    for (const key of harness.bucket.keys('incoming/birds/.import/'))
      await harness.call(ingestUpload, harness.event(key, 0, harness.bucket.objects.get(key)!.etag));
    expect(await listOpenRequests(own)).toEqual([]);
    await harness.call(closeBatch, harness.setReady());
    expect(modes(harness)).toEqual(['label']);
    expect(harness.batches().flat()).toEqual(harness.records().map(({ sha256 }) => sha256));
    harness.expectNothingLostOrTwice();
  });

  it('puts images of a drop that was never finished in line when they are dropped without labels', async () => {
    const asked = { requestId: '0123456789abcdef', kind: 'import' as const, note: 'n', images: [] };
    await writeRequest(projectBucket('bucket', 'birds'), { ...asked, createdAt: '2026-01-01T00:00:00.000Z' });
    await harness.call(ingestUpload, harness.drop('.import/0123456789abcdef/train/0.jpg', sampleJpeg(0)));
    harness.wait(6);
    await sweep();
    expect(harness.batches()).toEqual([]);
    const image = harness.records()[0]!.sha256;
    expect(await releaseDropped('bucket', 'birds', [{ name: '0.jpg', outcome: 'duplicate', sha256: image }])).toBe(1);
    await harness.call(closeBatch, harness.setReady());
    expect(harness.batches()).toEqual([[image]]);
    harness.expectNothingLostOrTwice();
  });
});
