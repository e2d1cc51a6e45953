import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../functions/merge-labels.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { encodePalettePng } from '../../shared/domain/images/png-pixels.ts';
import { outputManifestKey } from '../../shared/domain/labeling/labeling-request.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { sha256 } from '../../shared/sha256.ts';
import { PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

const IMAGES = 6;
let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

const common = {
  'human-annotated': 'yes',
  'creation-date': '2026-01-01T00:30:00.123456',
  'job-name': 'labeling-job/birds-abc123-b000001',
};
type LineOf = (record: LedgerRecord, index: number) => object;

async function close(changes: Partial<Project>): Promise<void> {
  harness.configure(changes);
  for (let number = 0; number < IMAGES; number++)
    await harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));
  await harness.call(closeBatch, harness.setReady());
}

async function merge(lineOf: LineOf): Promise<unknown> {
  const { images, uid } = harness.bucket.json(harness.keys.batch('b000001'));
  const lines = images.map((image: string, index: number) => {
    const record = harness.bucket.json(harness.keys.ledger(image));
    return JSON.stringify({ 'source-ref': `s3://bucket/${record.imageKey}`, ...lineOf(record, index) });
  });
  const key = outputManifestKey({ project: 'birds', uid, batchId: 'b000001' });
  if (!harness.bucket.objects.has(key)) harness.bucket.put(key, lines.join('\n'));
  return harness.call(mergeLabels, {
    ...JSON.parse(harness.executions.get('birds-abc123-b000001')!),
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:label-train-deploy:birds-abc123-b000001',
    now: '2026-01-01T01:00:00Z',
  });
}

const folder = () => harness.bucket.json(harness.keys.datasetHead).versions[0].folder;
const summary = () => harness.bucket.json(harness.keys.datasetSummary(folder()));
const lines = () =>
  (['train', 'validation'] as const)
    .flatMap((split) => harness.bucket.text(harness.keys.datasetManifest(folder(), split))!.split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const exported = (path: string) => harness.bucket.text(harness.keys.datasetExport(folder(), path))!;
const reasons = () => harness.records().flatMap(({ reason }) => reason ?? []);

const TRIANGLE = [
  { x: 1, y: 1 },
  { x: 9, y: 1 },
  { x: 5, y: 8 },
];
const polygonLine: LineOf = (record, index) => ({
  labels: {
    image_size: [{ width: record.width, height: record.height, depth: 3 }],
    annotations: index === 0 ? [] : [0, 1].map((class_id) => ({ class_id, vertices: TRIANGLE })),
  },
  'labels-metadata': {
    objects: index === 0 ? [] : [{ confidence: 0.9 }, { confidence: 0.3, candidate: true }],
    'class-map': { 0: 'owl', 1: 'duck' },
    type: 'groundtruth/custom',
    ...common,
  },
});

const classLine = (id: number | string, name: string) => ({
  labels: id,
  'labels-metadata': { 'class-name': name, confidence: 0.8, type: 'groundtruth/image-classification', ...common },
});

const setLine = (ids: number[]) => ({
  labels: ids,
  'labels-metadata': {
    'class-map': Object.fromEntries(ids.map((id) => [id, ['owl', 'duck'][id]])),
    'confidence-map': Object.fromEntries(ids.map((id) => [id, 0.7])),
    type: 'groundtruth/image-classification-multilabel',
    ...common,
  },
});

/** A mask where the job left it: objects, each with one pixel more on each image. */
function putMask({ width, height }: Pick<LedgerRecord, 'width' | 'height'>, index: number, objects = 1): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let number = 1; number <= objects; number++) mask.fill(number, (number - 1) * 20, (number - 1) * 20 + index + 1);
  const bytes = encodePalettePng({ width, height, mask }, [0xffffff, 0x2ca02c, 0x1f77b4], pngCodec);
  harness.bucket.put(maskKey(index), bytes);
  return bytes;
}
const maskKey = (index: number) => `${harness.keys.labelsPrefix('b000001')}job/output/${index}.png`;
const maskLine = (index: number) => ({
  'labels-ref': `s3://bucket/${maskKey(index)}`,
  'labels-ref-metadata': {
    'internal-color-map': {
      0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff', confidence: 0.9 },
      1: { 'class-name': 'owl', 'hex-color': '#2ca02c', confidence: 0.9 },
    },
    type: 'groundtruth/semantic-segmentation',
    ...common,
  },
});

describe('merge-labels', () => {
  it('makes polygons that most workers saw a dataset version, with the outlines in its exports', async () => {
    await close({ taskType: 'polygon', exports: ['coco', 'yolo-segment', 'voc'] });
    expect(await merge(polygonLine)).toMatchObject({ datasetVersion: 1, newLabels: IMAGES });
    expect(summary()).toMatchObject({
      taskType: 'polygon',
      polygonsPerLabel: { owl: IMAGES - 1, duck: 0 },
      imagesWithoutPolygons: 1,
      humanAnnotated: IMAGES,
    });
    const drawn = lines().find(({ labels }) => labels.annotations.length > 0);
    expect(drawn.labels.annotations).toEqual([{ class_id: 0, vertices: TRIANGLE }]);
    expect(drawn['labels-metadata']).toMatchObject({ objects: [{ confidence: 0.9 }], 'checked-for': ['owl', 'duck'] });
    const [annotation] = JSON.parse(exported('coco/instances_train.json')).annotations;
    expect(annotation.segmentation).toEqual([[1, 1, 9, 1, 5, 8]]);
    expect(JSON.parse(exported('voc/loss.json')).lost).toMatchObject({ polygons: IMAGES - 1 });
    expect(JSON.parse(exported('yolo-segment/loss.json')).lost).not.toHaveProperty('polygons');
  });

  it('makes points a dataset version whose exports have them as objects with a skeleton', async () => {
    const { labeling } = newProject({ project: 'birds', uid: 'abc123', labels: [], taskType: 'keypoints' });
    const keypoints = { object: 'bird', skeleton: [['owl', 'duck'] as [string, string]], severalObjects: true };
    await close({ taskType: 'keypoints', exports: ['coco', 'yolo-pose'], labeling: { ...labeling, keypoints } });
    await merge((record, index) => ({
      labels: {
        image_size: [{ width: record.width, height: record.height, depth: 3 }],
        annotations:
          index === 0
            ? []
            : [
                { class_id: 0, x: 4, y: 4, object: 1 },
                { class_id: 1, x: 9, y: 4, object: 1, visible: false },
                { class_id: 0, x: 20, y: 9, object: 2 },
              ],
      },
      'labels-metadata': {
        objects: index === 0 ? [] : [{ confidence: 0.9 }, { confidence: 0.8 }, { confidence: 0.2, candidate: true }],
        'class-map': index === 0 ? {} : { 0: 'owl', 1: 'duck' },
        'keypoint-schema': { names: ['owl', 'duck'] },
        type: 'groundtruth/custom',
        ...common,
      },
    }));
    expect(summary()).toMatchObject({ pointsPerLabel: { owl: IMAGES - 1, duck: IMAGES - 1 }, imagesWithoutPoints: 1 });
    for (const { 'labels-metadata': metadata } of lines())
      expect(metadata['keypoint-schema']).toEqual({ object: 'bird', names: ['owl', 'duck'], edges: [[0, 1]] });
    const coco = JSON.parse(exported('coco/instances_train.json'));
    expect(coco.categories).toMatchObject([{ name: 'bird', keypoints: ['owl', 'duck'], skeleton: [[1, 2]] }]);
    expect(coco.annotations[0]).toMatchObject({ keypoints: [4, 4, 2, 9, 4, 1], num_keypoints: 2 });
    expect(exported('yolo-pose/data.yaml')).toContain('kpt_shape: [2, 3]');
    expect(JSON.parse(exported('yolo-pose/loss.json')).lost).not.toHaveProperty('keypoints');
    harness.expectNothingLostOrTwice();
  });

  it('makes masks with a colour for each object a dataset version whose exports have the objects', async () => {
    await close({ taskType: 'instance-segmentation', exports: ['coco'] });
    await merge((record, index) => {
      putMask(record, index, 2);
      const line = maskLine(index);
      const { 0: background, 1: owl } = line['labels-ref-metadata']['internal-color-map'];
      const map = { 0: background, 1: owl, 2: { ...owl, 'hex-color': '#1f77b4' } };
      return {
        ...line,
        'labels-ref-metadata': {
          ...line['labels-ref-metadata'],
          'internal-color-map': map,
          type: 'groundtruth/custom',
        },
      };
    });
    expect(summary()).toMatchObject({ instancesPerLabel: { owl: 2 * IMAGES, duck: 0 }, imagesWithoutObjects: 0 });
    const { annotations } = JSON.parse(exported('coco/instances_train.json'));
    expect(annotations.map(({ category_id: id }: { category_id: number }) => id).slice(0, 2)).toEqual([1, 1]);
  });

  it('counts images by class, whichever way the id is spelled, and takes no other label for one', async () => {
    await close({ taskType: 'image-classification', exports: ['yolo-classify'] });
    const labels = [classLine(0, 'owl'), classLine('1', 'duck'), classLine(1, 'duck'), polygonLine({} as never, 1)];
    expect(await merge((_, index) => labels[index] ?? setLine([1]))).toMatchObject({ newLabels: 3, requeued: 3 });
    expect(summary()).toMatchObject({ taskType: 'image-classification', imagesPerLabel: { owl: 1, duck: 2 } });
    expect(exported('yolo-classify/images.tsv').match(/\/duck\//g)).toHaveLength(2);
    expect(reasons()).toContainEqual(expect.stringContaining('groundtruth/image-classification'));
    harness.expectNothingLostOrTwice();
  });

  it('counts images by each of several classes, and those without any', async () => {
    await close({ taskType: 'image-classification-multi-label', exports: ['rekognition'] });
    await merge((_, index) => setLine(index === 0 ? [] : index === 1 ? [0, 1] : [1]));
    expect(summary()).toMatchObject({ imagesPerLabel: { owl: 1, duck: IMAGES - 1 }, imagesWithoutLabels: 1 });
    expect(exported('rekognition/loss.json')).toContain(`"written":${IMAGES}`);
  });

  it('gives masks a place of their own that later bytes under the same name do not change', async () => {
    await close({ taskType: 'semantic-segmentation', exports: ['coco', 'sagemaker'] });
    const line: LineOf = (record, index) => {
      putMask(record, index);
      return maskLine(index);
    };
    await merge(line);
    expect(summary()).toMatchObject({ imagesPerLabel: { owl: IMAGES, duck: 0 }, imagesWithoutObjects: 0 });
    const before = harness.bucket.dump();
    expect(new Set(lines().map((one) => one['labels-ref'])).size).toBe(IMAGES);
    for (const { 'labels-ref': uri } of lines()) {
      const key = uri.replace('s3://bucket/', '');
      expect(key).toBe(harness.keys.mask(sha256(harness.bucket.objects.get(key)!.bytes)));
    }
    const [annotation] = JSON.parse(exported('coco/instances_train.json')).annotations;
    expect(annotation).toMatchObject({ category_id: 1, bbox: [0, 0, annotation.area, 1] });
    expect(exported('sagemaker/train.manifest')).toContain('/masks/');
    harness.bucket.put(maskKey(0), harness.bucket.objects.get(maskKey(1))!.bytes);
    await merge((_, index) => maskLine(index));
    expect(harness.bucket.dump()).toMatchObject({ ...before, [maskKey(0)]: expect.any(String) });
  });

  it('labels no image whose mask is missing, no PNG, cut off, of another size or of another bucket', async () => {
    await close({ taskType: 'semantic-segmentation' });
    const odd: LineOf[] = [
      (_, index) => maskLine(index),
      (_, index) => {
        harness.bucket.put(maskKey(index), 'no picture');
        return maskLine(index);
      },
      (record, index) => {
        harness.bucket.put(maskKey(index), putMask(record, index).subarray(0, 60));
        return maskLine(index);
      },
      (_, index) => {
        putMask({ width: 2, height: 2 }, index);
        return maskLine(index);
      },
      (_, index) => ({ ...maskLine(index), 'labels-ref': 's3://elsewhere/mask.png' }),
    ];
    const good: LineOf = (record, index) => {
      putMask(record, index);
      return maskLine(index);
    };
    expect(await merge((record, index) => (odd[index] ?? good)(record, index))).toMatchObject({
      newLabels: 1,
      requeued: odd.length,
    });
    const said = reasons().join('\n');
    for (const reason of ['is not there', 'not a PNG', 'was cut off', '2 x 2 pixels', 'bucket bucket'])
      expect(said).toContain(reason);
    harness.expectNothingLostOrTwice();
  });

  it('ends in the same bucket wherever it dies between masks and dataset', async () => {
    const prepare = async () => {
      harness.restore();
      harness = new PipelineHarness();
      await close({ taskType: 'semantic-segmentation', exports: ['coco'] });
      const records = harness.records();
      for (const [index, record] of records.entries()) putMask(record, index);
      harness.bucket.dieAfter(Number.POSITIVE_INFINITY);
    };
    const run = () => merge((_, index) => maskLine(index));
    await prepare();
    await run();
    const undisturbed = harness.bucket.dump();
    for (let calls = harness.bucket.calls - 1; calls >= 0; calls -= 3) {
      await prepare();
      harness.bucket.dieAfter(calls);
      await expect(run()).rejects.toThrow();
      harness.bucket.revive();
      await run();
      expect(harness.bucket.dump()).toEqual(undisturbed);
    }
  });
});

describe('close-batch', () => {
  it.each([
    ['too-few-labels', { taskType: 'image-classification', labels: ['owl'] }, 'needs 2 or more; it holds 1'],
    ['impossible-export', { taskType: 'image-classification', exports: ['voc'] }, 'it may hold yolo-classify, rekog'],
    [
      'impossible-export',
      { taskType: 'semantic-segmentation', exports: ['yolo'] },
      'it may hold coco, yolo-segment, yolo-obb, sagemaker',
    ],
  ] as const)('lets images wait with the problem %s', async (code, changes, reason) => {
    await close(changes as never);
    expect(harness.bucket.json(harness.keys.problem)).toMatchObject({ code, reason: expect.stringContaining(reason) });
    expect(harness.batches()).toEqual([]);
  });

  it('keeps the task of a project as it is once images are labeled', async () => {
    await close({ taskType: 'polygon' });
    await harness.call(ingestUpload, harness.drop('new.jpg', sampleJpeg(IMAGES)));
    harness.configure({ taskType: 'bounding-box' });
    await harness.call(closeBatch, harness.setReady());
    expect(harness.bucket.json(harness.keys.problem)).toMatchObject({
      code: 'task-changed',
      reason: expect.stringContaining('it must stay polygon'),
    });
    expect(harness.batches()).toHaveLength(1);
  });
});
