import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import type { Project } from '../../../../shared/contracts/project.ts';
import type { TrainingClaim } from '../../../../shared/contracts/training.ts';
import { NO_TRAINING } from '../../../../shared/domain/training/training-claim.ts';
import { retryProject } from '../../../../shared/pipeline/failures/retry-project.ts';
import { PipelineHarness, STATE_MACHINE_ARN } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(async () => {
  harness = new PipelineHarness();
  await harness.call(ingestUpload, harness.drop('a.jpg', sampleJpeg(1)));
  await harness.call(closeBatch, harness.setReady());
  harness.ended.add('birds-abc123-b000001');
  const version = { datasetVersion: 1, folder: 'b000001-0123', batches: {}, train: 80, validation: 20, added: 100 };
  const head = { version: 1, writerId: 'w', head: 1, versions: [version] };
  harness.bucket.put(harness.keys.datasetHead, JSON.stringify(head));
});
afterEach(() => harness.restore());

const fail = (claim: Partial<TrainingClaim> = {}) => {
  const failedAt = new Date(harness.bucket.now).toISOString();
  const failed = { ...NO_TRAINING, wanted: 1, fence: 4, failures: 1, failedAt, ...claim };
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify(failed));
};
const retry = () => {
  const project: Project = harness.bucket.json(harness.keys.config);
  const place = { bucket: harness.bucket.name, stateMachineArn: STATE_MACHINE_ARN, now: harness.bucket.now };
  return retryProject(project, place);
};

it('trains at once with the settings of today, not with those that the batch froze', async () => {
  fail();
  const config: Project = harness.bucket.json(harness.keys.config);
  const training = { ...config.training, hyperparameters: { 'max-seconds': '60' } };
  harness.bucket.put(harness.keys.config, JSON.stringify({ ...config, training }));
  const { training: name } = await retry();
  const { configKey, batchId } = JSON.parse(harness.executions.get(name!)!);
  expect(batchId).toBe('b000001');
  expect(configKey).not.toBe(harness.bucket.json(harness.keys.batch('b000001')).configKey);
  expect(harness.bucket.json(configKey).training.hyperparameters).toEqual({ 'max-seconds': '60' });
});

it('keeps the daily limit and says when the next try is', async () => {
  const { maxStartsPerDay } = harness.bucket.json(harness.keys.config).training;
  fail({ starts: Array.from({ length: maxStartsPerDay }, () => new Date(harness.bucket.now).toISOString()) });
  expect(await retry()).toEqual({
    recovered: [],
    training: null,
    waiting: expect.stringMatching(/the next one after/),
  });
});

it('does nothing where nothing failed', async () => {
  expect(await retry()).toEqual({ recovered: [], training: null, waiting: null });
});
