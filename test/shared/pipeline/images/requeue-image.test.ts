import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import type { LedgerRecord } from '../../../../shared/contracts/ledger-record.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { requeueNeedy } from '../../../../shared/pipeline/images/requeue-image.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

async function imageIn(changes: Partial<LedgerRecord>): Promise<string> {
  const event = harness.drop('a.jpg', sampleJpeg(1));
  await harness.call(ingestUpload, event);
  const key = [...harness.bucket.keys()].find((one) => one.startsWith(harness.keys.ledgerPrefix))!;
  const record: LedgerRecord = { ...harness.bucket.json(key), ...changes };
  for (const pending of [...harness.bucket.keys()].filter((one) => one.startsWith(harness.keys.pendingPrefix)))
    harness.bucket.remove(pending);
  harness.bucket.put(key, JSON.stringify(record));
  return record.sha256;
}

it('puts an image that ran out of attempts back in line, once, and remembers who may not have it again', async () => {
  const failed = { attempts: 3, failedBatches: ['b000001', 'b000002', 'b000003'] };
  const image = await imageIn({ ...failed, outcome: 'needsAttention', reason: 'nobody came' });
  expect(await requeueNeedy(projectBucket(harness.bucket.name, 'birds'), [image])).toBe(1);
  const record = harness.bucket.json(harness.keys.ledger(image));
  expect(record).toMatchObject({ ...failed, outcome: 'pending' });
  expect(record).not.toHaveProperty('reason');
  expect(harness.bucket.text(harness.keys.pending(image, 3))).toBe('');
});

it('leaves a labeled image alone', async () => {
  const image = await imageIn({ outcome: 'labeled', batchId: 'b000001' });
  expect(await requeueNeedy(projectBucket(harness.bucket.name, 'birds'), [image])).toBe(0);
  expect(harness.bucket.json(harness.keys.ledger(image)).outcome).toBe('labeled');
});
