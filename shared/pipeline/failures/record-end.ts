import { type LoggedKind, lastLinesOf } from '../../aws/job-logs.ts';
import { stopJobs } from '../../aws/sagemaker.ts';
import { findExecution } from '../../aws/step-functions.ts';
import { parseJson } from '../../contracts/parse.ts';
import { executionInputSchema, type Failure, type RecordFailureInput } from '../../contracts/workflow-state.ts';
import { findDatasetHead } from '../../documents/dataset-head.ts';
import { keepFailure } from '../../documents/failure.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { changeTrainingClaim } from '../../documents/training-claim.ts';
import { labelingJobName } from '../../domain/project/names.ts';
import { NO_TRAINING, releaseFailed } from '../../domain/training/training-claim.ts';
import { EXECUTION_TAG } from '../../domain/training/training-request.ts';
import { causeMessage } from '../../domain/workflow/failure-cause.ts';
import { plainLine } from '../../domain/workflow/plain-line.ts';

const LOG_LINES = 20;

/**
 * Records an execution's bad end once, frees its claim on training and stops the jobs it left behind.
 * @returns names of the jobs it stopped
 */
export async function recordEnd(bucket: string, failed: RecordFailureInput): Promise<string[]> {
  const { executionArn, batchId, failedState, error, cause, now } = failed;
  const log = await linesOf(error, cause);
  const failure: Failure = {
    version: 1,
    executionArn,
    batchId,
    failedState,
    error,
    cause: causeMessage(cause),
    ...(log.length > 0 && { log }),
    at: now,
  };
  const own = projectBucket(bucket, failed.project);
  await keepFailure(own, executionArn.split(':').at(-1)!, failure);
  await changeTrainingClaim(own, async (claim) => {
    const head = (await findDatasetHead(own))?.head ?? 0;
    return releaseFailed(claim ?? NO_TRAINING, executionArn, head, now);
  });
  return stopJobs(labelingJobName(failed), { key: EXECUTION_TAG, value: executionArn });
}

/** Whose container failed, by the error's name; the cause begins with the name of that job or endpoint. */
const LOGGED: ReadonlyArray<readonly [error: RegExp, kind: LoggedKind]> = [
  [/^TrainingJob(Failed|Stopped)$/, 'training'],
  [/^TransformJob(Failed|Stopped)$/, 'transform'],
  [/^Endpoint(NotInService|RolledBack)$/, 'endpoint'],
];

/** What the container that failed printed last. Without a log the failure is recorded all the same. */
async function linesOf(error: string, cause: string): Promise<string[]> {
  const kind = LOGGED.find(([pattern]) => pattern.test(error))?.[1];
  const name = /^([a-zA-Z0-9-]+)(: | is )/.exec(causeMessage(cause))?.[1];
  if (!kind || !name) return [];
  const lines = await lastLinesOf(kind, name, LOG_LINES).catch(() => []);
  return lines.map(plainLine);
}

/** What is known of an execution from outside; the rest is looked up. */
export interface EndedExecution {
  executionArn: string;
  status: string;
  input?: string | null | undefined;
  error?: string | null | undefined;
  cause?: string | null | undefined;
}

/**
 * The failure of an execution that timed out, was stopped or failed where its machine could not catch it.
 * @param now ISO 8601
 */
export async function failureOf(ended: EndedExecution, now: string): Promise<RecordFailureInput> {
  const { executionArn, status } = ended;
  const found = ended.input ? ended : await findExecution(executionArn);
  return {
    ...parseJson(executionInputSchema, found?.input ?? '', `the input of ${executionArn}`),
    executionArn,
    now,
    failedState: '',
    error: found?.error ?? `Execution${status}`,
    cause: found?.cause ?? `the execution ended with status ${status}`,
  };
}
