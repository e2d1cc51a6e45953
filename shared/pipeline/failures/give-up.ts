import type { Project } from '../../contracts/project.ts';
import { recordAct } from '../../documents/audit.ts';
import { changeFailure } from '../../documents/failure.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { changeTrainingClaim } from '../../documents/training-claim.ts';
import { recoveryOf } from '../../domain/workflow/recovery.ts';
import { ObjectMissingError } from '../../errors.ts';
import { recoverBatches } from '../batches/recover-batches.ts';

/** What giving a failed execution up came to. */
export interface GivenUp {
  /** The images of its batch ask for a person now. */
  images: boolean;
  /** A training that was wanted is wanted no more: the next new labels want another one. */
  training: boolean;
}

/**
 * Has nobody try again what failed in an execution. First its failure says so, which is the point of no return; broken
 * off after it, the sweep or the same call finishes it.
 * @throws ObjectMissingError when no failure of this name is recorded
 */
export async function giveUp(
  project: Project,
  executionName: string,
  { by, note, now, ...place }: { bucket: string; stateMachineArn: string; by: string; note: string; now: string },
): Promise<GivenUp> {
  const own = projectBucket(place.bucket, project.project);
  const failure = await changeFailure(own, executionName, (present) =>
    present.givenUp ? undefined : { ...present, givenUp: { by, note, at: now } },
  );
  if (!failure) throw new ObjectMissingError(`no failure of ${executionName} is recorded in ${project.project}`);
  const at = failure.givenUp?.at ?? now;
  const act = { at, by, act: 'gaveUp', project: project.project, subject: executionName, note } as const;
  await recordAct(place.bucket, act, executionName);
  const answered = await recoverBatches(project, { ...place, now: Date.parse(now), asked: false });
  const images = answered.includes(executionName) && recoveryOf(failure) === 'givenUp';
  let training = false;
  if (recoveryOf(failure) === 'none')
    await changeTrainingClaim(own, async (present) => {
      training = false;
      const isFree = present && (present.holder === null || present.holder === failure.executionArn);
      if (!isFree || present.wanted <= present.trained) return undefined;
      training = true;
      return {
        ...present,
        writerId: `gave-up:${executionName}`,
        holder: null,
        trained: present.wanted,
        failedAt: null,
      };
    });
  return { images, training };
}
