import { writeObject } from '../../aws/s3.ts';
import { recordAct } from '../../documents/audit.ts';
import { findCounter } from '../../documents/batch-counter.ts';
import { listPending } from '../../documents/pending-images.ts';
import { changeProject } from '../../documents/project.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { affordableImages } from '../../domain/batches/batch-policy.ts';
import { budgetUsdPerImage } from '../../domain/money/labeling-price.ts';
import { readyKey } from '../../domain/project/bucket-keys.ts';
import { ObjectMissingError } from '../../errors.ts';

/** What an approval came to. */
export interface Approval {
  /** Images that the budget pays for now and did not before. */
  images: number;
  budgetUsd: number;
  addedUsd: number;
}

/**
 * Lets images that wait for money go to labeling: raises the project's budget to what they take, keeps who did it, and
 * asks for a batch. Doing it again raises nothing.
 * @param most images at most; undefined = all that wait @param now ISO 8601
 * @returns null when nothing waits for money
 * @throws ObjectMissingError when there is no such project
 */
export async function approveHeld(
  bucket: ProjectBucket,
  { most, by, now }: { most: number | undefined; by: string; now: string },
): Promise<Approval | null> {
  const { name, project } = bucket;
  const [{ images: waiting }, counter] = await Promise.all([listPending(bucket), findCounter(bucket)]);
  const claimed = counter?.claimed ?? 0;
  const wanted = Math.min(waiting, most ?? waiting);
  let approval: Approval | null = null;
  const changed = await changeProject(bucket, (present) => {
    approval = null;
    const { budgetUsd } = present.labeling;
    const affordable = affordableImages(present.labeling, claimed);
    if (budgetUsd === null || affordable >= wanted) return undefined;
    const needed = Math.ceil((claimed + wanted) * budgetUsdPerImage(present.labeling) * 100 - 1e-6) / 100;
    approval = {
      images: wanted - affordable,
      budgetUsd: needed,
      addedUsd: Math.round((needed - budgetUsd) * 100) / 100,
    };
    return { ...present, labeling: { ...present.labeling, budgetUsd: needed } };
  });
  if (!changed) throw new ObjectMissingError(`there is no project ${project}`);
  if (!approval) return null;
  const { images, addedUsd } = approval as Approval;
  const note = `${images} images, $${addedUsd.toFixed(2)} more`;
  await recordAct(name, { at: now, by, act: 'approved', project, subject: project, note });
  await writeObject(name, readyKey(project), 'label now', 'text/plain');
  return approval;
}
