import { startExecution } from '../../aws/step-functions.ts';
import type { Project } from '../../contracts/project.ts';
import type { Recovery } from '../../contracts/workflow-state.ts';
import { findBatch } from '../../documents/batch.ts';
import { keepRecovery, listFailures, listRecoveries, readFailure } from '../../documents/failure.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { executionInput } from '../../domain/batches/batch-route.ts';
import { batchExecutionName, parseBatchExecutionName } from '../../domain/project/names.ts';
import { recoveryIsDue, recoveryOf } from '../../domain/workflow/recovery.ts';
import { inParallel } from '../../in-parallel.ts';
import { requeueImage } from '../images/requeue-image.ts';

export interface RecoveryPlace {
  bucket: string;
  stateMachineArn: string;
  /** Milliseconds since 1970. */
  now: number;
  /** A person asks: no pause, no limit of attempts. */
  asked: boolean;
}

/**
 * Gives every batch whose execution ended badly another chance. A redrive could not: what ended in the state Failed
 * would only fail again. A new execution finds the labeling job, manifest and labels of the former one and goes on from
 * there; a job that ended without labels is given up, and its images wait for another batch. Each failure is answered
 * once, and that is written last.
 * @returns names of the failed executions that were answered now
 */
export async function recoverBatches(project: Project, place: RecoveryPlace): Promise<string[]> {
  const { bucket } = place;
  const own = projectBucket(bucket, project.project);
  const answered = new Set(await listRecoveries(own));
  const recovered: string[] = [];
  for (const name of await listFailures(own)) {
    if (answered.has(name)) continue;
    const recovery = await recover(project, name, place);
    if (!recovery) continue;
    await keepRecovery(own, name, recovery);
    recovered.push(name);
  }
  return recovered;
}

/** What follows from one failure now; undefined: it is not time yet. */
async function recover(project: Project, name: string, place: RecoveryPlace): Promise<Recovery | undefined> {
  const { bucket, stateMachineArn, now, asked } = place;
  const answer = (decision: Recovery['decision'], next: string | null = null): Recovery => ({
    version: 1,
    decision,
    next,
    at: new Date(now).toISOString(),
  });
  const execution = parseBatchExecutionName(project.project, name);
  const own = projectBucket(bucket, project.project);
  const batch = execution && (await findBatch(own, execution.batchId));
  if (!batch) return answer('none');
  const failure = await readFailure(own, name);
  const decision = recoveryOf(failure);
  if (decision === 'none') return answer('none');
  if (!recoveryIsDue(failure, execution.attempt, now, asked)) return undefined;
  if (decision === 'requeued' || decision === 'givenUp') {
    const maxAttempts = decision === 'givenUp' ? 0 : project.labeling.maxAttempts;
    const reason = `${failure.error}: ${failure.cause}`;
    await inParallel(batch.images, PARALLEL_CALLS, (image) => requeueImage(bucket, batch, image, maxAttempts, reason));
    return answer(decision);
  }
  const next = batchExecutionName(batch, execution.attempt + 1);
  await startExecution(stateMachineArn, next, executionInput(batch));
  return answer('restarted', next);
}
