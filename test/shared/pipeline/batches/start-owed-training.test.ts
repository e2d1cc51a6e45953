import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import type { TrainingClaim } from '../../../../shared/contracts/training.ts';
import { NO_TRAINING } from '../../../../shared/domain/training/training-claim.ts';
import { EXECUTIONS, PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

const LABELING = 'birds-abc123-b000001';

let harness: PipelineHarness;
beforeEach(async () => {
  harness = new PipelineHarness();
  await harness.call(ingestUpload, harness.drop('a.jpg', sampleJpeg(1)));
  await harness.call(closeBatch, harness.setReady());
  const version = { datasetVersion: 1, folder: 'b000001-0123', batches: {}, train: 80, validation: 20, added: 100 };
  harness.bucket.put(
    harness.keys.datasetHead,
    JSON.stringify({ version: 1, writerId: 'w', head: 1, versions: [version] }),
  );
});
afterEach(() => harness.restore());

const sweepWith = async (claim: Partial<TrainingClaim>) => {
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify({ ...NO_TRAINING, ...claim }));
  await harness.call(closeBatch, harness.sweepEvent());
  return [...harness.executions.keys()].filter((name) => name !== LABELING);
};

describe('the sweep', () => {
  it('starts a training that was wanted and whose holder is dead, once', async () => {
    harness.ended.add(LABELING);
    const claim = { wanted: 1, fence: 4, holder: `${EXECUTIONS}:${LABELING}` };
    expect(await sweepWith(claim)).toEqual(['birds-abc123-b000001-train-v1-f4']);
    expect(await sweepWith(claim)).toHaveLength(1);
    expect(JSON.parse(harness.executions.get('birds-abc123-b000001-train-v1-f4')!)).toMatchObject({
      mode: 'train',
      batchId: 'b000001',
    });
  });

  it('starts another one after a pause when one ended without taking the claim', async () => {
    const first = 'birds-abc123-b000001-train-v1-f4';
    expect(await sweepWith({ wanted: 1, fence: 4 })).toEqual([first]);
    harness.ended.add(first);
    const sweep = () => harness.call(closeBatch, harness.sweepEvent());
    await sweep();
    expect(harness.bucket.json(harness.keys.trainingClaim)).toMatchObject({ fence: 4, failures: 1, wanted: 1 });
    await sweep();
    expect([...harness.executions.keys()]).not.toContain(`${first}-n2`);
    harness.bucket.now += 11 * 60_000;
    await sweep();
    expect([...harness.executions.keys()]).toContain(`${first}-n2`);
  });

  it('leaves a training alone that runs, that nobody wants or that must wait', async () => {
    expect(await sweepWith({ wanted: 1, fence: 4, holder: `${EXECUTIONS}:${LABELING}` })).toEqual([]);
    expect(await sweepWith({ wanted: 1, trained: 1 })).toEqual([]);
    const failedAt = new Date(harness.bucket.now).toISOString();
    expect(await sweepWith({ wanted: 1, failures: 1, failedAt })).toEqual([]);
  });

  it('starts nothing where nothing learns from the labels, although a failed execution left word', async () => {
    const { configKey } = harness.bucket.json(harness.keys.batch('b000001'));
    harness.bucket.put(configKey, JSON.stringify({ ...harness.bucket.json(configKey), taskType: 'polygon' }));
    harness.configure({ taskType: 'polygon' });
    expect(await sweepWith({ wanted: 1 })).toEqual([]);
  });
});
