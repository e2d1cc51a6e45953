import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import type { DatasetHead } from '../../../../shared/contracts/dataset.ts';
import { readAudit } from '../../../../shared/documents/audit.ts';
import { readRecords } from '../../../../shared/documents/ledger.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { changeTag, readTags } from '../../../../shared/documents/tags.ts';
import { LABEL_TASKS } from '../../../../shared/domain/answer-kinds/tasks/task-types.ts';
import { addDatasetVersion } from '../../../../shared/pipeline/datasets/dataset-version.ts';
import { allowAgain, forgetImages, unfinishedOnes } from '../../../../shared/pipeline/forgetting/forget-images.ts';
import { KilledError } from '../../../memory-bucket.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

const request = { by: 'mia', note: 'ana asked for it', now: '2026-01-02T12:00:00.000Z' };
const NAME = 'people/ana.jpg';
let harness: PipelineHarness;
let ana: string;
const bucket = () => harness.bucket.name;
const birds = () => projectBucket(harness.bucket.name, 'birds');
const forget = () => forgetImages(birds(), [ana], request);

const lineOf = (sha256: string) =>
  JSON.stringify({
    'source-ref': `s3://${bucket()}/projects/birds/images/${sha256}.jpg`,
    labels: {
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: [{ class_id: 0, left: 1, top: 2, width: 9, height: 8 }],
    },
    'labels-metadata': {
      ...{ objects: [{ confidence: 0.9 }], 'class-map': { '0': 'owl' }, type: 'groundtruth/object-detection' },
      ...{ 'human-annotated': 'yes', 'creation-date': '2026-01-01T12:00:00.000000', 'job-name': 'labeling-job/x' },
    },
  });

beforeEach(async () => {
  harness = new PipelineHarness();
  await harness.call(ingestUpload, harness.drop(NAME, sampleJpeg(1)));
  const own = harness.bucket.keys(harness.keys.ledgerPrefix)[0]!;
  ana = harness.bucket.json(own).sha256;
  await harness.call(ingestUpload, harness.drop('people/again-ana.jpg', sampleJpeg(1)));
  await harness.call(ingestUpload, harness.drop('b.jpg', sampleJpeg(2)));
  const other = harness.bucket.keys(harness.keys.ledgerPrefix).find((key) => key !== own)!;
  const sides = new Map([ana, harness.bucket.json(other).sha256 as string].map((sha) => [sha, lineOf(sha)]));
  await addDatasetVersion(bucket(), {
    ...{ project: 'birds', batchId: 'b000001', images: [...sides.keys()], task: LABEL_TASKS['bounding-box'] },
    ...{ labels: ['owl', 'duck'], exports: ['coco'], etag: '"e"', origin: undefined },
    labeled: { train: sides, validation: new Map() },
  });
  harness.bucket.put(harness.keys.embedding(ana), '{}');
  await changeTag(birds(), 'party', [ana], true);
});
afterEach(() => harness.restore());

/** What still tells of the image; old manifests keep its hash and boxes, which docs/data.md says. */
const traces = () =>
  harness.bucket
    .keys()
    .filter((key) => !/\/datasets\/b000001-[0-9a-f]+\/(train|validation)/.test(key))
    .filter((key) => key.includes(ana) || key.includes('ana.jpg') || /ana\.jpg/.test(harness.bucket.text(key)!));

describe('forgetting an image', () => {
  it('leaves a tombstone by its hash, an entry of the audit, and a dataset without it', async () => {
    const forgotten = await forget();
    expect(forgotten).toMatchObject({ images: [ana], datasetVersion: 2, models: [] });
    expect(traces()).toEqual([harness.keys.ledger(ana)]);
    expect(await readTags(birds())).toEqual(new Map());
    const head: DatasetHead = harness.bucket.json(harness.keys.datasetHead);
    expect(head.versions[1]).toMatchObject({ train: 1, validation: 0, added: 0, origin: { kind: 'forget' } });
    expect(harness.bucket.keys().filter((key) => key.includes('/exports/'))).toEqual([]);
    expect(await readAudit(bucket(), 9, 'birds')).toMatchObject([{ act: 'forgot', by: 'mia', subject: ana }]);
  });

  it('takes the files of what an endpoint was asked with it, and leaves the others', async () => {
    const { keys } = harness;
    const reading = (file: string, sha256: string) => ({
      ...{ version: 1, file, modelName: 'm', unreadable: 0, images: [{ sha256, found: [[0, 0.5]] }] },
    });
    for (const [name, image] of Object.entries({ a: ana, b: 'other' })) {
      const file = `${keys.captureOf('m')}/e/AllTraffic/2026/01/01/10/${name}.jsonl`;
      harness.bucket.put(file, 'photographs');
      harness.bucket.put(keys.reading('2026-01-01', name), JSON.stringify(reading(file, image)));
    }
    harness.bucket.put(keys.feedback('2026-01-01', ana), '{}');
    await forget();
    expect(harness.bucket.keys(keys.capturePrefix).map((key) => key.at(-7))).toEqual(['b']);
    expect(harness.bucket.keys(keys.feedbackPrefix)).toEqual([]);
  });

  it('names the model that learned from it and serves', async () => {
    const modelName = 'birds-abc123-b000001-v1-f1r0a1';
    harness.bucket.put(`${harness.keys.evaluationsPrefix}c0ffee/${modelName}/decision.json`, '{}');
    const champion = {
      ...{ version: 1, writerId: 'w', fence: 1, modelName, trainingJobName: modelName, datasetVersion: 1 },
      ...{ endpointName: 'birds', endpointConfigName: 'c', map50: 0.9, map5095: 0.5, promotedAt: request.now },
    };
    harness.bucket.put(harness.keys.champion, JSON.stringify(champion));
    expect((await forget()).models).toEqual([{ modelName, side: 'train', isChampion: true }]);
  });

  it('is refused when the image is dropped again, until somebody lets it in', async () => {
    await forget();
    const event = harness.drop('back.jpg', sampleJpeg(1));
    await harness.call(ingestUpload, event);
    expect(harness.bucket.json(harness.keys.quarantineReason(ana))).toMatchObject({
      ...{ code: 'forgotten', key: ana, reason: expect.stringContaining('--allow-again') },
    });
    expect(harness.bucket.keys('incoming/').filter((key) => key.includes('back'))).toEqual([]);
    expect(harness.bucket.text(harness.keys.image(ana, 'jpg'))).toBeUndefined();
    expect(await allowAgain(birds(), ana, request)).toBe(true);
    await harness.call(ingestUpload, harness.drop('back.jpg', sampleJpeg(1)));
    expect(harness.bucket.json(harness.keys.ledger(ana)).outcome).toBe('pending');
  });

  it.each(['one', 'both'])('killed at any call has not begun, or is finished by the same call: %s', async (which) => {
    const all = harness.bucket.keys(harness.keys.ledgerPrefix).map((key) => harness.bucket.json(key).sha256 as string);
    const wanted = which === 'one' ? [ana] : all;
    const before = new Map(harness.bucket.objects);
    const dumped = harness.bucket.dump();
    harness.bucket.dieAfter(Number.POSITIVE_INFINITY);
    expect((await forgetImages(birds(), wanted, request)).datasetVersion).toBe(2);
    const calls = harness.bucket.calls;
    const whole = harness.bucket.dump();
    expect(calls).toBeGreaterThan(20);
    for (let call = 0; call < calls; call++) {
      for (const key of [...harness.bucket.keys()]) harness.bucket.remove(key);
      for (const [key, { bytes }] of before) harness.bucket.put(key, bytes);
      harness.bucket.dieAfter(call);
      await expect(forgetImages(birds(), wanted, request)).rejects.toThrow(KilledError);
      harness.bucket.revive();
      const records = await readRecords(birds(), all);
      const began = records.filter(({ outcome }) => outcome === 'forgotten').length;
      if (began === 0) expect(harness.bucket.dump()).toEqual(dumped);
      // Once every tombstone stands, what is left to do is found without asking again who is meant.
      const rest = began === wanted.length ? unfinishedOnes(records) : wanted;
      await forgetImages(birds(), rest, request);
      expect(harness.bucket.dump()).toEqual(whole);
    }
  });

  it('takes an image out again that was let in, or that a merge under way gave back', async () => {
    await forget();
    await allowAgain(birds(), ana, request);
    await harness.call(ingestUpload, harness.drop(NAME, sampleJpeg(1)));
    await addDatasetVersion(bucket(), {
      ...{ project: 'birds', batchId: 'b000002', images: [ana], task: LABEL_TASKS['bounding-box'] },
      ...{ labels: ['owl', 'duck'], exports: [], etag: '"f"', origin: undefined },
      labeled: { train: new Map([[ana, lineOf(ana)]]), validation: new Map() },
    });
    expect(await forget()).toMatchObject({ datasetVersion: 4 });
    expect(await forget()).toMatchObject({ datasetVersion: 4 });
    const head: DatasetHead = harness.bucket.json(harness.keys.datasetHead);
    expect(head.versions.map(({ train }) => train)).toEqual([2, 1, 2, 1]);
  });

  it('knows nothing of an image that was never accepted', async () => {
    expect(await forgetImages(birds(), ['0'.repeat(64)], request)).toMatchObject({ images: [], deleted: 0 });
  });
});
