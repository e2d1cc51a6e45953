import { listObjects } from '../aws/s3.ts';
import type { Waiting } from '../domain/batches/batch-policy.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** The markers of the images that wait, and their ages as the batch policy asks for them. */
export interface Pending extends Waiting {
  markers: string[];
}

/** What waits now, a marker an image. */
export async function listPending(bucket: ProjectBucket): Promise<Pending> {
  const pending: Pending = { images: 0, oldest: Number.POSITIVE_INFINITY, newest: 0, markers: [] };
  for await (const { key, lastModified } of listObjects(bucket.name, bucket.keys.pendingPrefix)) {
    pending.images++;
    pending.oldest = Math.min(pending.oldest, lastModified.getTime());
    pending.newest = Math.max(pending.newest, lastModified.getTime());
    pending.markers.push(key);
  }
  return pending;
}
