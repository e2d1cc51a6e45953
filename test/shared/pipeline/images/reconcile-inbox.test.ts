import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

it('clears away what has an outcome after 30 days, and never what waits for its project', async () => {
  await harness.call(ingestUpload, harness.drop('a.jpg', sampleJpeg(1)));
  harness.bucket.put('incoming/ducks/b.jpg', sampleJpeg(2));
  const sweepLater = async (days: number) => {
    harness.bucket.now += days * DAY_MS;
    await harness.call(closeBatch, harness.sweepEvent());
    return harness.bucket.keys('incoming/');
  };
  expect(await sweepLater(29)).toEqual(['incoming/birds/a.jpg', 'incoming/ducks/b.jpg']);
  expect(await sweepLater(2)).toEqual(['incoming/ducks/b.jpg']);
  expect(await sweepLater(400)).toEqual(['incoming/ducks/b.jpg']);
});
