import { createOnce } from '../../aws/s3.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import type { ExecutionInput } from '../../contracts/workflow-state.ts';
import { changeRecord, PARALLEL_CALLS } from '../../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import { isWaiting } from '../../domain/batches/claim-image.ts';
import { requeuedRecord } from '../../domain/batches/settle-image.ts';
import { projectKeys } from '../../domain/project/bucket-keys.ts';
import { inParallel } from '../../in-parallel.ts';

/** Puts an image that its batch did not label back in line; after `maxAttempts` it asks for a person. */
export async function requeueImage(
  bucket: string,
  { project, batchId }: Pick<ExecutionInput, 'project' | 'batchId'>,
  image: string,
  maxAttempts: number,
  reason: string,
): Promise<LedgerRecord | undefined> {
  const record = await changeRecord(projectBucket(bucket, project), image, (present) =>
    requeuedRecord(present, batchId, maxAttempts, reason),
  );
  if (record && isWaiting(record)) await createOnce(bucket, projectKeys(project).pending(image, record.attempts), '');
  return record;
}

/**
 * Puts images that ran out of attempts back in line for one more; those that somebody took care of meanwhile are left
 * alone.
 * @returns how many wait now
 */
export async function requeueNeedy(bucket: ProjectBucket, images: readonly string[]): Promise<number> {
  const waiting = await inParallel(images, PARALLEL_CALLS, async (image) => {
    const record = await changeRecord(bucket, image, (present) => {
      if (present.outcome !== 'needsAttention') return undefined;
      const { reason: _, ...rest } = present;
      return { ...rest, outcome: 'pending' };
    });
    if (!record || !isWaiting(record)) return false;
    await createOnce(bucket.name, bucket.keys.pending(image, record.attempts), '');
    return true;
  });
  return waiting.filter(Boolean).length;
}
