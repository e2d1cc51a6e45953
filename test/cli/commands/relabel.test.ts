import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addClasses } from '../../../cli/classes/add-classes.ts';
import { readClasses } from '../../../cli/classes/class-standing.ts';
import { readCandidate } from '../../../cli/relabel/candidate.ts';
import { chooseImages } from '../../../cli/relabel/choose-labeled-images.ts';
import { parseFilters } from '../../../cli/relabel/filters.ts';
import { type ImageLookups, imageLookups } from '../../../cli/relabel/image-lookups.ts';
import { handler as closeBatch } from '../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../../functions/merge-labels.ts';
import type { LedgerRecord } from '../../../shared/contracts/ledger-record.ts';
import type { Project } from '../../../shared/contracts/project.ts';
import { closeRequest } from '../../../shared/documents/label-request.ts';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { outputManifestKey } from '../../../shared/domain/labeling/labeling-request.ts';
import { requestMarkersPrefix } from '../../../shared/domain/project/bucket-keys.ts';
import { writeInputManifest } from '../../../shared/pipeline/batches/write-input-manifest.ts';
import { relabelImage } from '../../../shared/pipeline/requests/relabel-image.ts';
import { sendRelabel } from '../../../shared/pipeline/requests/send-relabel.ts';
import { EXECUTIONS, expectSameAfterAnyDeath, PipelineHarness } from '../../pipeline-harness.ts';
import { sampleJpeg } from '../../sample-jpeg.ts';

let harness: PipelineHarness;
const config = (): Project => harness.bucket.json(harness.keys.config);
const close = (event: unknown) => harness.call(closeBatch, event);
const batch = (batchId: string) => harness.bucket.json(harness.keys.batch(batchId));
const record = (image: string): LedgerRecord => harness.bucket.json(harness.keys.ledger(image));
const merge = (batchId: string) => {
  const name = `birds-abc123-${batchId}`;
  const input = JSON.parse(harness.executions.get(name)!);
  return harness.call(mergeLabels, { ...input, executionArn: `${EXECUTIONS}:${name}`, now: '2026-01-01T01:00:00Z' });
};

const label = (image: string, batchId: string, left: number) => ({
  value: {
    image_size: [{ width: 32, height: 24, depth: 3 }],
    annotations: [{ class_id: Number(record(image).originalKey.includes('1')), left, top: 2, width: 5, height: 6 }],
  },
  metadata: {
    objects: [{ confidence: left / 10 }],
    'class-map': { '0': 'owl', '1': 'duck' },
    type: 'groundtruth/object-detection',
    'human-annotated': 'yes',
    'creation-date': `2026-01-0${batchId.at(-1)}T00:30:00.123456`,
    'job-name': `labeling-job/birds-abc123-${batchId}`,
  },
});

/** The labeling job of the batch ends: every line of its input with a label, but for the images left out. */
function finishJob(batchId: string, attribute: string, left: (at: number) => number | undefined) {
  const input = harness.bucket.text(harness.keys.inputManifest(batchId));
  const lines = batch(batchId).images.map((image: string, at: number) => {
    const line = input ? JSON.parse(input.split('\n')[at]!) : { 'source-ref': `s3://bucket/${record(image).imageKey}` };
    const place = left(at);
    if (place === undefined) return JSON.stringify(line);
    const { value, metadata } = label(image, batchId, place);
    return JSON.stringify({ ...line, [attribute]: value, [`${attribute}-metadata`]: metadata });
  });
  harness.bucket.put(outputManifestKey({ project: 'birds', uid: 'abc123', batchId }), `${lines.join('\n')}\n`);
}

/** A project with four labeled images, 0.jpg … 3.jpg. */
async function prepare(): Promise<PipelineHarness> {
  harness?.restore();
  harness = new PipelineHarness();
  for (let number = 0; number < 4; number++)
    await harness.call(ingestUpload, harness.drop(`garden/${number}.jpg`, sampleJpeg(number)));
  await close(harness.setReady());
  finishJob('b000001', 'labels', (at) => at + 4);
  await merge('b000001');
  return harness;
}
beforeEach(prepare);
afterEach(() => harness.restore());

const look = () => imageLookups('bucket', 'birds', config().labels);
const choose = (where: string[], images: string[] = [], lookups: ImageLookups = look()) =>
  chooseImages('bucket', config(), { images, filters: parseFilters(where, config().labels) }, lookups);
const names = async (...where: string[]) =>
  (await choose(where)).images.map(({ sha256 }) => record(sha256).originalKey.replace(/^.*\//, '')).sort();

const TIMES = { now: '2026-01-01T00:00:00.000Z', notBefore: '2026-01-01T00:00:00.000Z' };
const send = async (where: string[], times = TIMES) => {
  const { images } = await choose(where);
  return sendRelabel({ bucket: 'bucket', project: config(), note: 'look again', ...times }, images);
};
const wake = async () => {
  for (const key of harness.bucket.keys(requestMarkersPrefix('birds'))) await close(harness.event(key, 0, '""'));
};
const headLines = () => {
  const { folder } = harness.bucket.json(harness.keys.datasetHead).versions.at(-1);
  const text = (split: 'train' | 'validation') => harness.bucket.text(harness.keys.datasetManifest(folder, split))!;
  return `${text('train')}${text('validation')}`
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

describe('relabel', () => {
  it('finds images by what their line, their record, their workers and the model say', async () => {
    expect(await names('class=duck')).toEqual(['1.jpg']);
    expect(await names('class!=duck and name=garden/[0-9].jpg')).toEqual([]);
    expect(await names('name=*.jpg and class!=duck')).toEqual(['0.jpg', '2.jpg', '3.jpg']);
    expect(await names('confidence<0.5')).toHaveLength(1);
    expect(await names('by=machine')).toEqual([]);
    expect(await names('by=human')).toHaveLength(4);
    expect(() => parseFilters(['by=ana'], ['owl'])).toThrow('by is human or machine');
    expect(await names('date>=2026-01-01', 'batch=b000001', 'objects=1')).toHaveLength(4);
    expect(await names('date<2026-01-01')).toEqual([]);
    const other: ImageLookups = { ...look(), workers: async () => new Set(['ana']), modelDisagrees: async () => true };
    expect((await choose(['worker=ana and disagrees'], [], other)).images).toHaveLength(4);
    expect((await choose(['worker!=ana'], [], other)).images).toHaveLength(0);
    expect((await choose([], ['0.jpg', 'garden/2.jpg'])).images).toHaveLength(2);
    expect((await choose([], [record((await choose([])).images[0]!.sha256).sha256.slice(0, 12)])).images).toHaveLength(
      1,
    );
    await expect(choose([], ['gone.jpg'])).rejects.toThrow('no labeled image is called gone.jpg');
    expect(() => parseFilters(['class=robin'], ['owl'])).toThrow(
      '"class=robin" is no condition: class the classes are owl',
    );
    expect(() => parseFilters(['confidence<low'], ['owl'])).toThrow('confidence needs a number');
    expect(() => parseFilters(['colour=red'], ['owl'])).toThrow('"colour=red" is no condition');
  });

  it('sends one image that the console shows, once, and never one that people are labeling', async () => {
    const [image] = (await choose(['class=duck'])).images;
    const back = (key = image!.imageKey) => relabelImage('bucket', 'birds', key, 'a shadow', Date.parse(TIMES.now));
    const request = (await back())!;
    expect(request).toMatchObject({ kind: 'relabel', note: 'a shadow', images: [image!.sha256], batchId: null });
    expect((await back())!.requestId).toBe(request.requestId);
    await expect(back('projects/birds/images/gone.jpg')).rejects.toThrow('has no label');
    harness.bucket.put(
      harness.keys.ledger(image!.sha256),
      JSON.stringify({ ...record(image!.sha256), outcome: 'batched' }),
    );
    expect(await back()).toBeUndefined();
  });

  it('reads the classes of every kind of label', () => {
    const image = `s3://b/projects/birds/images/${'a'.repeat(64)}.jpg`;
    const of = (taskType: Project['taskType'], attribute: string, value: unknown, metadata: object) => {
      const line = {
        'source-ref': image,
        [attribute]: value,
        [`${attribute}-metadata`]: { 'creation-date': '2026', ...metadata },
      };
      const { classIds, confidences } = readCandidate(JSON.stringify(line), { taskType, labels: ['owl', 'duck'] });
      return { classIds, confidences };
    };
    const vertices = [
      { x: 1, y: 1 },
      { x: 9, y: 1 },
      { x: 5, y: 8 },
    ];
    const outline = of(
      'polygon',
      'labels',
      { annotations: [{ class_id: 1, vertices }] },
      { objects: [{ confidence: 0.3 }] },
    );
    expect(outline).toEqual({ classIds: [1], confidences: [0.3] });
    expect(of('image-classification', 'labels', 1, { confidence: 0.4 })).toEqual({ classIds: [1], confidences: [0.4] });
    expect(
      of('image-classification-multi-label', 'labels', [0, 1], { 'confidence-map': { '0': 0.5, '1': 0.6 } }),
    ).toEqual({
      classIds: [0, 1],
      confidences: [0.5, 0.6],
    });
    const colours = {
      '0': { 'class-name': 'BACKGROUND', confidence: 0.9 },
      '2': { 'class-name': 'duck', confidence: 0.7 },
    };
    expect(of('semantic-segmentation', 'labels-ref', 's3://b/mask.png', { 'internal-color-map': colours })).toEqual({
      classIds: [1],
      confidences: [0.9, 0.7],
    });
  });

  it('sends images with their present labels to an adjustment job, whose labels take their place', async () => {
    const before = headLines();
    const sides = new Map(harness.records().map(({ sha256, split }) => [sha256, split]));
    await send(['class=duck']);
    await wake();
    expect(batch('b000002')).toMatchObject({ reason: 'relabel', note: 'look again' });
    expect(harness.bucket.text(harness.keys.workerTemplate('b000002'))).toContain('(look again)');
    const [image] = batch('b000002').images;
    expect(record(image)).toMatchObject({ outcome: 'batched', batchId: 'b000002', labeledBefore: ['b000001'] });
    const text = await writeInputManifest('bucket', config(), batch('b000002'), '2026-01-02T00:00:00Z');
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(before.filter((line) => line['source-ref'].includes(image)));
    finishJob('b000002', 'adjusted-labels', () => 9);
    expect(await merge('b000002')).toMatchObject({ datasetVersion: 2, newLabels: 1 });
    const after = headLines();
    expect(after).toHaveLength(4);
    const changed = after.find((line) => line['source-ref'].includes(image));
    expect(Object.keys(changed)).toEqual(['source-ref', 'labels', 'labels-metadata']);
    expect(changed).toMatchObject({
      labels: { annotations: [{ left: 9 }] },
      'labels-metadata': {
        'job-name': 'labeling-job/birds-abc123-b000002',
        'adjusted-from': 'labeling-job/birds-abc123-b000001',
      },
    });
    expect(after.filter((line) => line !== changed)).toEqual(
      before.filter((line) => !line['source-ref'].includes(image)),
    );
    expect(harness.bucket.json(harness.keys.datasetHead).versions[1]).toMatchObject({
      origin: { kind: 'relabel', note: 'look again' },
    });
    expect(harness.records().map(({ split }) => split)).toEqual([...sides.values()]);
    harness.expectNothingLostOrTwice();
  });

  it('leaves an image the label that it has when nobody corrects it, and lets it be sent again', async () => {
    const before = headLines();
    const [first] = await send([]);
    await wake();
    finishJob('b000002', 'adjusted-labels', (at) => (at === 0 ? 9 : undefined));
    expect(await merge('b000002')).toMatchObject({ newLabels: 1, requeued: 0, needsAttention: 0 });
    expect(headLines()).toHaveLength(4);
    const [corrected, ...left] = batch('b000002').images;
    expect(record(corrected)).toMatchObject({ outcome: 'labeled', batchId: 'b000002', labeledBefore: ['b000001'] });
    expect(left.map(record)).toEqual(
      left.map(() => expect.objectContaining({ outcome: 'labeled', batchId: 'b000001' })),
    );
    for (const line of before.filter((one) => !one['source-ref'].includes(corrected)))
      expect(headLines()).toContainEqual(line);
    harness.expectNothingLostOrTwice();
    const [second] = await send(['batch=b000001']);
    expect(second!.requestId).not.toBe(first!.requestId);
    await wake();
    expect(batch('b000003').images).toEqual(left);
    harness.expectNothingLostOrTwice();
  });

  it('ends with the same bucket after dying at any call, asked for again', async () => {
    const undisturbed = async () => {
      await send(['class=duck']);
      await wake();
      finishJob('b000002', 'adjusted-labels', () => 9);
      await merge('b000002');
    };
    const again = async () => {
      if (!harness.bucket.json(harness.keys.datasetHead).versions[1]) await send(['class=duck']);
      await close(harness.sweepEvent());
      finishJob('b000002', 'adjusted-labels', () => 9);
      await merge('b000002');
    };
    await expectSameAfterAnyDeath(prepare, undisturbed, again);
  }, 30_000);

  it('asks once for what is asked twice, and nothing for what is taken back in time', async () => {
    const later = { ...TIMES, notBefore: '2026-01-01T00:01:00.000Z' };
    const [first] = await send(['class=duck'], later);
    expect(await send(['class=duck'], later)).toEqual([first]);
    await wake();
    expect(harness.executions.size).toBe(1);
    const own = projectBucket('bucket', 'birds');
    expect(await closeRequest(own, first!.requestId, 'a person')).toBe(true);
    harness.wait(6);
    await close(harness.sweepEvent());
    expect(harness.executions.size).toBe(1);
    expect(harness.bucket.keys(requestMarkersPrefix('birds'))).toEqual([]);
    const [second] = await send(['class=duck']);
    await wake();
    expect(await closeRequest(own, second!.requestId, 'a person')).toBe(false);
    expect((await send(['class=duck'])).length).toBe(0);
    expect(harness.executions.size).toBe(2);
  });

  it('waits with the budget, and lets other images be labeled meanwhile', async () => {
    harness.configure({ labeling: { ...config().labeling, budgetUsd: 0.08 * 5 } });
    await send([]);
    await harness.call(ingestUpload, harness.drop('new.jpg', sampleJpeg(9)));
    await close(harness.setReady());
    expect(batch('b000002')).toMatchObject({ reason: 'ready' });
    expect(harness.bucket.json(harness.keys.problem).code).toBe('budget-spent');
    harness.configure({ labeling: { ...config().labeling, budgetUsd: null } });
    await close(harness.sweepEvent());
    expect(batch('b000003')).toMatchObject({ reason: 'relabel' });
  });

  it('sends back exactly the images that nobody checked for a class that was added', async () => {
    await addClasses('bucket', 'birds', ['owl', 'robin']);
    expect(config()).toMatchObject({
      labels: ['owl', 'duck', 'robin'],
      description: expect.stringMatching(/owl, duck, robin$/),
    });
    expect(await names('missing-class=robin')).toHaveLength(4);
    await harness.call(ingestUpload, harness.drop('new.jpg', sampleJpeg(9)));
    await close(harness.setReady());
    finishJob('b000002', 'labels', () => 3);
    await merge('b000002');
    expect(await names('missing-class=robin')).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg']);
    expect(await readClasses('bucket', config())).toEqual([
      { id: 0, label: 'owl', checked: 5, unchecked: 0 },
      { id: 1, label: 'duck', checked: 5, unchecked: 0 },
      { id: 2, label: 'robin', checked: 1, unchecked: 4 },
    ]);
    const { folder } = harness.bucket.json(harness.keys.datasetHead).versions[1];
    const summary = harness.bucket.json(harness.keys.datasetSummary(folder));
    expect(summary).toMatchObject({ uncheckedPerLabel: { robin: 4 }, labels: ['owl', 'duck', 'robin'] });
    expect(summary.checked.train + summary.checked.validation).toBe(1);
    await send(['missing-class=robin']);
    await wake();
    finishJob('b000003', 'adjusted-labels', () => 3);
    await merge('b000003');
    expect(await names('missing-class=robin')).toEqual([]);
    harness.expectNothingLostOrTwice();
  });
});
