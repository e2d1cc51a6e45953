import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import { readAudit } from '../../../../shared/documents/audit.ts';
import { NO_TRAINING } from '../../../../shared/domain/training/training-claim.ts';
import { giveUp } from '../../../../shared/pipeline/failures/give-up.ts';
import { KilledError } from '../../../memory-bucket.ts';
import { EXECUTIONS, PipelineHarness, STATE_MACHINE_ARN } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

const NAME = 'birds-abc123-b000001';
let harness: PipelineHarness;
let image: string;

beforeEach(async () => {
  harness = new PipelineHarness();
  await harness.call(ingestUpload, harness.drop('a.jpg', sampleJpeg(1)));
  image = harness.bucket.json(harness.bucket.keys(harness.keys.ledgerPrefix)[0]!).sha256;
  await harness.call(closeBatch, harness.setReady());
  harness.ended.add(NAME);
});
afterEach(() => harness.restore());

const fail = (failedState: string, error: string) => {
  const failure = { version: 1, executionArn: `${EXECUTIONS}:${NAME}`, batchId: 'b000001', failedState, error };
  const at = new Date(harness.bucket.now).toISOString();
  harness.bucket.put(harness.keys.failure(NAME), JSON.stringify({ ...failure, cause: 'no room', at }));
};
const give = () =>
  giveUp(harness.bucket.json(harness.keys.config), NAME, {
    ...{ bucket: harness.bucket.name, stateMachineArn: STATE_MACHINE_ARN, by: 'mia', note: 'not worth it' },
    now: new Date(harness.bucket.now).toISOString(),
  });
const outcome = () => harness.bucket.json(harness.keys.ledger(image)).outcome;

it('has the images of a labeling that failed ask for a person, and nobody starts them again', async () => {
  fail('StartLabelingJob', 'LabelingJobRefusedError');
  expect(await give()).toEqual({ images: true, training: false });
  expect(outcome()).toBe('needsAttention');
  expect(harness.bucket.json(harness.keys.recovery(NAME))).toMatchObject({ decision: 'givenUp', next: null });
  const [entry] = await readAudit(harness.bucket.name, 5, 'birds');
  expect(entry).toMatchObject({ by: 'mia', act: 'gaveUp', subject: NAME, note: 'not worth it' });
  await harness.call(closeBatch, harness.setReady());
  expect([...harness.executions.keys()]).toEqual([NAME]);
});

it('has nothing train what a failed training wanted', async () => {
  fail('DescribeTrainingJob', 'TrainingJobFailed');
  const failedAt = new Date(harness.bucket.now).toISOString();
  const claim = { ...NO_TRAINING, wanted: 3, trained: 1, fence: 4, failures: 2, failedAt };
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify(claim));
  expect(await give()).toEqual({ images: false, training: true });
  expect(harness.bucket.json(harness.keys.trainingClaim)).toMatchObject({ wanted: 3, trained: 3, failures: 2 });
  expect(outcome()).toBe('batched');
});

it('killed at any call has not begun, or is finished by the sweep', async () => {
  fail('StartLabelingJob', 'LabelingJobRefusedError');
  const before = new Map(harness.bucket.objects);
  harness.bucket.dieAfter(Number.POSITIVE_INFINITY);
  await give();
  const calls = harness.bucket.calls;
  for (let call = 0; call < calls; call++) {
    for (const key of [...harness.bucket.keys()]) harness.bucket.remove(key);
    for (const [key, { bytes }] of before) harness.bucket.put(key, bytes);
    harness.bucket.dieAfter(call);
    await expect(give()).rejects.toThrow(KilledError);
    harness.bucket.revive();
    const began = harness.bucket.json(harness.keys.failure(NAME)).givenUp !== undefined;
    if (!began) continue;
    await harness.call(closeBatch, harness.setReady());
    expect(outcome()).toBe('needsAttention');
  }
});

it('knows no failure of an execution that did not fail', async () => {
  await expect(give()).rejects.toThrow(`no failure of ${NAME} is recorded in birds`);
});
