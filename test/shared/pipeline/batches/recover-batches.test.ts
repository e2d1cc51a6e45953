import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import type { Failure } from '../../../../shared/contracts/workflow-state.ts';
import { sendRequest, writeRequest } from '../../../../shared/documents/label-request.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { EXECUTIONS, PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

const FIRST = 'birds-abc123-b000001';

let harness: PipelineHarness;
const renew = async () => {
  harness = new PipelineHarness();
  for (const number of [1, 2]) await harness.call(ingestUpload, harness.drop(`${number}.jpg`, sampleJpeg(number)));
  await harness.call(closeBatch, harness.setReady());
};
beforeEach(renew);
afterEach(() => harness.restore());

/** The execution ended badly and record-failure has said so. */
function fail(name: string, failure: Partial<Failure>) {
  harness.ended.add(name);
  const document: Failure = {
    version: 1,
    executionArn: `${EXECUTIONS}:${name}`,
    batchId: 'b000001',
    failedState: 'StartLabelingJob',
    error: 'LabelingJobRefusedError',
    cause: 'no such workteam',
    at: new Date(harness.bucket.now).toISOString(),
    ...failure,
  };
  harness.bucket.put(harness.keys.failure(name), JSON.stringify(document));
}
const sweep = () => harness.call(closeBatch, harness.sweepEvent());
const sweepAfter = async (minutes: number) => {
  const until = harness.bucket.now + minutes * 60_000;
  while (harness.bucket.now < until) harness.wait(15);
  await sweep();
};
/** Asks for something of all images' labels, and lets it become a batch. */
async function request(kind: 'import' | 'relabel') {
  const images = harness.records().map(({ sha256 }) => sha256);
  const asked = { requestId: '0123456789abcdef', kind, note: 'n', createdAt: '2026-01-01T00:00:00.000Z', images };
  const own = projectBucket('bucket', 'birds');
  await writeRequest(own, asked);
  await sendRequest(own, asked.requestId);
  await sweep();
}
const executions = () => [...harness.executions.keys()];

describe('a batch whose labeling failed', () => {
  it('gets another execution after a pause that doubles, at most eleven times', async () => {
    fail(FIRST, {});
    await sweep();
    expect(executions()).toEqual([FIRST]);
    for (let attempt = 2; attempt <= 12; attempt++) {
      await sweepAfter(Math.min(24 * 60, 10 * 2 ** (attempt - 2)));
      expect(executions().at(-1)).toBe(`${FIRST}-n${attempt}`);
      expect(harness.executions.get(`${FIRST}-n${attempt}`)).toBe(harness.executions.get(FIRST));
      fail(`${FIRST}-n${attempt}`, {});
      await sweep();
    }
    await sweepAfter(24 * 60);
    expect(executions()).toHaveLength(12);
    harness.expectNothingLostOrTwice();
  });

  it('gets it at once when a person asks, also after the last pause or a stop by hand', async () => {
    fail(FIRST, { error: 'ExecutionABORTED', failedState: '' });
    await sweepAfter(24 * 60);
    expect(executions()).toEqual([FIRST]);
    await harness.call(closeBatch, harness.setReady());
    expect(executions()).toEqual([FIRST, `${FIRST}-n2`]);
    await harness.call(closeBatch, harness.setReady());
    expect(executions()).toHaveLength(2);
  });

  it('gives its images back when the labeling job ended without a label', async () => {
    fail(FIRST, { failedState: 'DescribeLabelingJob', error: 'LabelingJobFailed', cause: 'no access' });
    await harness.call(closeBatch, harness.setReady());
    expect(executions()).toEqual([FIRST, 'birds-abc123-b000002']);
    expect(harness.batches()[0]).toEqual(harness.batches()[1]);
    harness.expectNothingLostOrTwice();
  });

  it('loses no image and starts nothing twice, whenever the closer dies', async () => {
    const job = { failedState: 'DescribeLabelingJob', error: 'LabelingJobStopped' };
    fail(FIRST, job);
    const before = harness.bucket.calls;
    await harness.call(closeBatch, harness.setReady());
    const undisturbed = harness.bucket.dump();
    const calls = harness.bucket.calls - before;
    for (let death = 0; death < calls; death++) {
      harness.restore();
      await renew();
      fail(FIRST, job);
      const ready = harness.setReady();
      harness.bucket.dieAfter(death);
      await expect(harness.call(closeBatch, ready)).rejects.toThrow();
      harness.bucket.revive();
      await harness.call(closeBatch, ready);
      expect(harness.bucket.dump()).toEqual(undisturbed);
      expect(executions()).toEqual([FIRST, 'birds-abc123-b000002']);
      harness.expectNothingLostOrTwice();
    }
  });

  it('leaves the labels that they have to images that were sent back', async () => {
    for (const record of harness.records())
      harness.bucket.put(harness.keys.ledger(record.sha256), JSON.stringify({ ...record, outcome: 'labeled' }));
    await request('relabel');
    fail('birds-abc123-b000002', {
      batchId: 'b000002',
      failedState: 'DescribeLabelingJob',
      error: 'LabelingJobStopped',
    });
    await harness.call(closeBatch, harness.setReady());
    expect(executions()).toEqual([FIRST, 'birds-abc123-b000002']);
    expect(harness.records()).toEqual(
      harness.records().map((record) => ({ ...record, outcome: 'labeled', batchId: 'b000001', attempts: 1 })),
    );
    harness.expectNothingLostOrTwice();
  });

  it('tries to merge labels again that people brought', async () => {
    for (const record of harness.records())
      harness.bucket.put(harness.keys.ledger(record.sha256), JSON.stringify({ ...record, outcome: 'labeled' }));
    await request('import');
    fail('birds-abc123-b000002', { batchId: 'b000002', failedState: 'MergeLabels', error: 'ObjectMissingError' });
    await sweepAfter(15);
    expect(executions()).toEqual([FIRST, 'birds-abc123-b000002', 'birds-abc123-b000002-n2']);
    expect(JSON.parse(harness.executions.get('birds-abc123-b000002-n2')!)).toMatchObject({ mode: 'merge' });
  });

  it('is left alone when its labels were merged: the next training is the claim’s to start', async () => {
    fail(FIRST, { failedState: 'DescribeTrainingJob', error: 'TrainingJobFailed' });
    await sweepAfter(24 * 60);
    expect(executions()).toEqual([FIRST]);
    expect(harness.bucket.json(harness.keys.recovery(FIRST))).toMatchObject({ decision: 'none' });
  });
});
