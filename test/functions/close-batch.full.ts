import { expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

const IMAGES = 100_000;

it('loses none of 100,000 images and labels none twice, with events lost, repeated and reversed, two closers and a death', async () => {
  const harness = new PipelineHarness();
  const project = harness.bucket.json(harness.keys.config);
  harness.configure({ batch: { ...project.batch, maxImages: 30_000 } });
  const events = Array.from({ length: IMAGES }, (_, number) => harness.drop(`${number}.jpg`, sampleJpeg(number)))
    .filter((_, number) => number % 11 !== 0)
    .flatMap((event, number) => (number % 9 === 0 ? [event, event, event] : [event]))
    .reverse();
  await inParallel(events, 100, (event) => harness.call(ingestUpload, event));
  const ready = harness.setReady();
  harness.bucket.dieAfter(400_000);
  await Promise.allSettled([harness.call(closeBatch, ready), harness.call(closeBatch, ready)]);
  harness.bucket.revive();
  await Promise.all([harness.call(closeBatch, ready), harness.call(closeBatch, harness.sweepEvent())]);
  await harness.call(closeBatch, harness.sweepEvent());
  expect(harness.batches().map((images) => images.length)).toEqual([30_000, 30_000, 30_000, 10_000]);
  expect(new Set(harness.batches().flat()).size).toBe(IMAGES);
  harness.expectNothingLostOrTwice();
  expect(harness.executions.size).toBe(4);
  harness.restore();
}, 900_000);
