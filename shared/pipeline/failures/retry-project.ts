import { crossValidates } from '../../../algorithms/algorithms.ts';
import type { Project } from '../../contracts/project.ts';
import { findDatasetHead } from '../../documents/dataset-head.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { changeTrainingClaim, findTrainingClaim } from '../../documents/training-claim.ts';
import { notDueReason } from '../../domain/training/training-claim.ts';
import type { Retried } from '../../domain/workflow/describe-retry.ts';
import { recoverBatches } from '../batches/recover-batches.ts';
import { startOwedTraining } from '../batches/start-owed-training.ts';

/**
 * Tries all that failed in a project again, now and with today's settings: batches whose labeling failed, and a
 * training that is wanted, without the pause that follows failures. `training.maxStartsPerDay` holds all the same.
 * @param now milliseconds since 1970
 */
export async function retryProject(
  project: Project,
  { bucket, stateMachineArn, now }: { bucket: string; stateMachineArn: string; now: number },
): Promise<Retried> {
  const { project: name, training } = project;
  const time = new Date(now).toISOString();
  const recovered = await recoverBatches(project, { bucket, stateMachineArn, now, asked: true });
  // The count of failures stays: it names the next execution, and its pause if that fails too.
  const own = projectBucket(bucket, name);
  await changeTrainingClaim(own, async (present) =>
    present?.failedAt ? { ...present, writerId: `retry:${time}`, failedAt: null } : undefined,
  );
  const started = await startOwedTraining(bucket, stateMachineArn, name, time);
  const claim = started ? undefined : await findTrainingClaim(own);
  const isWanted = claim && claim.holder === null && claim.wanted > claim.trained;
  const dataset = isWanted ? await findDatasetHead(own) : undefined;
  const need = { training, dataset, now: time, crossValidates: crossValidates(training.algorithm) };
  const waiting = isWanted ? (notDueReason(claim, need) ?? null) : null;
  return { recovered, training: started ?? null, waiting };
}
