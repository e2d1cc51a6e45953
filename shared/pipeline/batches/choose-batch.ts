import { deleteObject } from '../../aws/s3.ts';
import type { Batch } from '../../contracts/batch.ts';
import type { Project } from '../../contracts/project.ts';
import { createBatch, findBatch } from '../../documents/batch.ts';
import { openBatch } from '../../documents/batch-counter.ts';
import { findRecord, PARALLEL_CALLS } from '../../documents/ledger.ts';
import { listPending } from '../../documents/pending-images.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import { affordableImages, batchSize } from '../../domain/batches/batch-policy.ts';
import { isFree } from '../../domain/batches/claim-image.ts';
import { pendingImage } from '../../domain/project/bucket-keys.ts';
import { inParallel } from '../../in-parallel.ts';

/** Drops markers that outlived their meaning and returns the images that really wait, sorted. */
async function verify(bucket: ProjectBucket, markers: string[]): Promise<string[]> {
  const images = await inParallel(markers, PARALLEL_CALLS, async (marker) => {
    const image = pendingImage(marker);
    const found = image && (await findRecord(bucket, image));
    if (found && isFree(found.record)) return image;
    await deleteObject(bucket.name, marker);
    return undefined;
  });
  return [...new Set(images.filter((image) => image !== undefined))].sort();
}

/**
 * Commits the next batch: which images it has is decided once, by whoever creates its batch.json first. Only images
 * that were seen without a batch *after* the number was reserved get in, and no number follows before all images of
 * this one are claimed, so no image can be in two batches.
 * @returns the batch; undefined when nothing waits, or `budget` when no more is affordable
 */
export async function commitBatch(
  bucket: string,
  project: Project,
  reason: Batch['reason'],
): Promise<Batch | 'budget' | undefined> {
  const own = projectBucket(bucket, project.project);
  const counter = await openBatch(own);
  const present = await findBatch(own, counter.open);
  if (present) return present;
  const affordable = affordableImages(project.labeling, counter.claimed ?? 0);
  if (affordable === 0) return 'budget';
  const { markers } = await listPending(own);
  const waiting = await verify(own, markers);
  if (waiting.length === 0) return undefined;
  const images = waiting.slice(0, Math.min(batchSize(project.batch), affordable));
  return createBatch(bucket, project, { batchId: counter.open, images, reason });
}
