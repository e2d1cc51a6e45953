import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler } from '../../../../functions/ingest-upload.ts';
import type { Prediction } from '../../../../shared/contracts/training.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { sendFeedback } from '../../../../shared/pipeline/images/send-feedback.ts';
import { readFeedbackStanding } from '../../../../shared/read-models/feedback-standing.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg, withOrientation } from '../../../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

const NOW = Date.parse('2026-11-30T12:00:00Z');
const box = (confidence: number): Prediction => ({ class_id: 0, left: 1, top: 1, width: 9, height: 9, confidence });
const EVERYTHING = { unsure: true, sample: 1, dailyCap: 50 };
const DOUBT = { unsure: true, sample: 0, dailyCap: 2 };

/** Sends the sample image of that number, and lets the intake have what came. */
async function send(number: number, feedback: typeof DOUBT | null, confidence = 0.5, bytes = sampleJpeg(number)) {
  const image = { bytes, name: `${number}.jpg`, modelName: 'model-1', predictions: [box(0.99), box(confidence)] };
  const outcome = await sendFeedback(harness.bucket.name, { project: 'birds', uid: 'abc123', feedback }, image, NOW);
  for (const key of harness.bucket.keys('incoming/birds/.feedback/')) {
    const { bytes: stored, etag } = harness.bucket.objects.get(key)!;
    await harness.call(handler, harness.event(key, stored.length, etag));
  }
  return outcome;
}

it('sends what the model is unsure of to training, under the name that people gave it', async () => {
  expect(await send(1, DOUBT)).toEqual({ sent: 'unsure' });
  const [record] = harness.records();
  expect(record).toMatchObject({ split: 'train', outcome: 'pending' });
  expect(record!.originalKey).toMatch(/\.feedback\/unsure\/[0-9a-f]{64}\/1\.jpg$/);
  expect(await send(2, DOUBT, 0.95)).toMatchObject({ sent: null, reason: expect.stringContaining('is sure of it') });
});

it('sends what chance chose to validation, however sure the model is, and never for doubt', async () => {
  expect(await send(1, EVERYTHING, 0.99)).toEqual({ sent: 'sample' });
  expect(harness.records()).toMatchObject([{ split: 'validation' }]);
  for (let number = 2; number < 12; number++) await send(number, { ...DOUBT, dailyCap: 50 });
  const sides = harness.records().map(({ split }) => split);
  expect(sides.filter((split) => split === 'validation')).toHaveLength(1);
});

it('sends an image once, not more than the cap a day, and nothing where it is switched off', async () => {
  expect(await send(1, DOUBT)).toEqual({ sent: 'unsure' });
  expect(await send(1, DOUBT)).toMatchObject({ sent: null, reason: 'the project has this image already' });
  expect(await send(2, DOUBT)).toEqual({ sent: 'unsure' });
  expect(await send(3, DOUBT)).toMatchObject({ sent: null, reason: expect.stringContaining('daily cap') });
  expect(await send(4, null)).toMatchObject({ sent: null, reason: expect.stringContaining('switched off') });
  expect(harness.records()).toHaveLength(2);
});

it('knows a photograph that EXIF turns by the hash of the upright one', async () => {
  expect(await send(1, DOUBT, 0.5, withOrientation(sampleJpeg(1), 6))).toEqual({ sent: 'unsure' });
  const [record] = harness.records();
  expect(harness.bucket.keys(harness.keys.feedbackPrefix)).toEqual([
    harness.keys.feedback('2026-11-30', record!.sha256),
  ]);
  expect(await send(1, DOUBT, 0.5, Buffer.from('no image') as never)).toMatchObject({ sent: null });
});

it('says how many came and why', async () => {
  const bucket = projectBucket(harness.bucket.name, 'birds');
  expect(await readFeedbackStanding(bucket, 'bounding-box')).toBeUndefined();
  await send(1, DOUBT);
  await send(2, EVERYTHING, 0.99);
  const none = { images: 0, right: 0 };
  expect(await readFeedbackStanding(bucket, 'bounding-box')).toEqual({
    ...{ unsure: 1, odd: 0, sample: 1 },
    ...{ unsureLabeled: none, oddLabeled: none, sampleLabeled: none },
    champion: null,
  });
});
