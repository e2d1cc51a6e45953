import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../functions/ingest-upload.ts';
import type { Batch } from '../../../shared/contracts/batch.ts';
import { closeRequest, sendRequest, writeRequest } from '../../../shared/documents/label-request.ts';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { PipelineHarness } from '../../pipeline-harness.ts';
import { sampleJpeg } from '../../sample-jpeg.ts';

const REQUESTS = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'] as const;
/** More calls than a closer makes. */
const CALLS = 70;

let harness: PipelineHarness;
afterEach(() => harness.restore());

/** Two labeled images, each asked back by a request of its own, and a new one that waits. */
async function prepare(): Promise<void> {
  harness?.restore();
  harness = new PipelineHarness();
  for (let number = 0; number < 3; number++)
    await harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));
  await harness.call(closeBatch, harness.setReady());
  for (const record of harness.records())
    harness.bucket.put(harness.keys.ledger(record.sha256), JSON.stringify({ ...record, outcome: 'labeled' }));
  await harness.call(ingestUpload, harness.drop('new.jpg', sampleJpeg(9)));
  const createdAt = '2026-01-01T00:00:00.000Z';
  const labeled = harness.records().filter(({ outcome }) => outcome === 'labeled');
  const own = projectBucket('bucket', 'birds');
  for (const [at, requestId] of REQUESTS.entries()) {
    const images = [labeled[at]!.sha256];
    await writeRequest(own, { requestId, kind: 'relabel', note: 'again', createdAt, images });
    await sendRequest(own, requestId);
  }
}

const batches = (): Batch[] =>
  harness.bucket
    .keys(harness.keys.batchesPrefix)
    .filter((key) => key.endsWith('/batch.json'))
    .map((key) => harness.bucket.json(key));
const close = () => harness.call(closeBatch, harness.setReady());

it('gives each request one batch, whichever of two closers stands still while the other runs', async () => {
  const actors = new AsyncLocalStorage<string>();
  for (let standsAt = 1; standsAt < CALLS; standsAt++) {
    await prepare();
    let calls = 0;
    harness.bucket.beforeCall = async () => {
      if (actors.getStore() === 'slow' && ++calls === standsAt) await actors.run('fast', close);
    };
    await actors.run('slow', close);
    await close();
    expect(
      batches()
        .map(({ requestId, reason }) => requestId ?? reason)
        .sort(),
    ).toEqual([...REQUESTS, 'ready', 'ready']);
    expect(harness.executions.size).toBe(4);
    expect(harness.bucket.keys('ready/')).toEqual([]);
    harness.expectNothingLostOrTwice();
  }
}, 30_000);

it('lets a person take a request back or tells that its batch came first, at any call of a closer', async () => {
  const said = new Set<boolean>();
  for (let standsAt = 1; standsAt < CALLS; standsAt++) {
    await prepare();
    let calls = 0;
    let isTakenBack: boolean | undefined;
    harness.bucket.beforeCall = async () => {
      if (++calls !== standsAt) return;
      isTakenBack = await closeRequest(projectBucket('bucket', 'birds'), REQUESTS[0], 'a person');
    };
    await close();
    await close();
    const isLabeled = batches().some(({ requestId }) => requestId === REQUESTS[0]);
    expect(isLabeled).toBe(!isTakenBack);
    if (isTakenBack !== undefined) said.add(isTakenBack);
    expect(harness.bucket.keys('ready/')).toEqual([]);
    harness.expectNothingLostOrTwice();
  }
  expect(said).toEqual(new Set([true, false]));
}, 30_000);
