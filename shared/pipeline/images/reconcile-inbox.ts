import { deleteObject, listObjects } from '../../aws/s3.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { incomingPrefix } from '../../domain/project/bucket-keys.ts';
import { inParallel } from '../../in-parallel.ts';
import { ingestObject, intakeId } from './ingest-object.ts';

/** Whole images are held in memory, so few at a time. */
const PARALLEL_IMAGES = 8;

/** A file with an outcome has its own copy, or stands in quarantine. */
const KEEP_CONCLUDED_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Takes in what lies in the project's inbox without an outcome: its notification was lost, is late, or its ingestion
 * broke off. What has an outcome leaves the inbox after 30 days; what waits for its project stays.
 * @param droppedBefore only objects older than this (ms since 1970): the notifications of newer ones are probably on
 *   their way
 * @param prefix only objects below it
 * @returns how many objects it took in
 */
export async function reconcileInbox(
  bucket: ProjectBucket,
  droppedBefore: number,
  prefix = incomingPrefix(bucket.project),
): Promise<number> {
  const keys = bucket.keys;
  const concluded = new Set<string>();
  for await (const { key } of listObjects(bucket.name, keys.intakePrefix)) concluded.add(key);
  const left: Array<{ key: string; etag: string; bytes: number }> = [];
  for await (const object of listObjects(bucket.name, prefix)) {
    if (object.key.endsWith('/') || object.lastModified.getTime() >= droppedBefore) continue;
    if (!concluded.has(keys.intake(intakeId(object.key, object.etag)))) left.push(object);
    // A call that waits for no notification (droppedBefore is infinite) knows no time.
    else if (Number.isFinite(droppedBefore) && object.lastModified.getTime() < droppedBefore - KEEP_CONCLUDED_MS)
      await deleteObject(bucket.name, object.key, object.etag);
  }
  await inParallel(left, PARALLEL_IMAGES, (object) => ingestObject(bucket.name, object));
  return left.length;
}
