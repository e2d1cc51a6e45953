import * as z from 'zod/mini';
import { changeDocument, createOnce } from '../shared/aws/s3.ts';
import { stopJobs } from '../shared/aws/sagemaker.ts';
import { findExecution } from '../shared/aws/step-functions.ts';
import { findDatasetHead, parseTrainingClaim } from '../shared/aws/training-documents.ts';
import { readConfig } from '../shared/config.ts';
import { parseJson } from '../shared/contracts/parse.ts';
import { executionStatusEventSchema } from '../shared/contracts/s3-event.ts';
import {
  executionInputSchema,
  type Failure,
  type RecordFailureInput,
  recordFailureInputSchema,
} from '../shared/contracts/workflow-state.ts';
import { projectKeys } from '../shared/domain/bucket-keys.ts';
import { labelingJobName } from '../shared/domain/names.ts';
import { NO_TRAINING, releaseFailed } from '../shared/domain/training-claim.ts';
import { EXECUTION_TAG } from '../shared/domain/training-request.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

type StatusEvent = z.infer<typeof executionStatusEventSchema>;
const eventSchema = z.union([recordFailureInputSchema, executionStatusEventSchema]);

/** The status change of an execution that timed out, was stopped or failed where its machine could not catch it. */
async function readStatusEvent({ time, detail }: StatusEvent): Promise<RecordFailureInput> {
  const { executionArn, status, error, cause } = detail;
  const input = detail.input ?? (await findExecution(executionArn))?.input ?? '';
  return {
    ...parseJson(executionInputSchema, input, `the input of ${executionArn}`),
    executionArn,
    now: time,
    failedState: '',
    error: error ?? `Execution${status}`,
    cause: cause ?? `the execution ended with status ${status}`,
  };
}

/** Records an execution's bad end once, frees its claim on training and stops the jobs it left behind. */
export async function recordFailure(event: RecordFailureInput | StatusEvent): Promise<{ stopped: string[] }> {
  const { BUCKET } = readConfig('BUCKET');
  const failed = 'detail' in event ? await readStatusEvent(event) : event;
  const { executionArn, batchId, failedState, error, cause, now } = failed;
  const keys = projectKeys(failed.project);
  const failure: Failure = { version: 1, executionArn, batchId, failedState, error, cause, at: now };
  await createOnce(BUCKET, keys.failure(executionArn.split(':').at(-1)!), JSON.stringify(failure));
  await changeDocument(BUCKET, keys.trainingClaim, parseTrainingClaim, async (claim) => {
    const head = (await findDatasetHead(BUCKET, failed.project))?.head ?? 0;
    return releaseFailed(claim ?? NO_TRAINING, executionArn, head, now);
  });
  const stopped = await stopJobs(labelingJobName(failed), { key: EXECUTION_TAG, value: executionArn });
  return { stopped };
}

export const handler = createHandler('record-failure', eventSchema, recordFailure);
