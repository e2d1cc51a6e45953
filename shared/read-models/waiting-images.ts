import { findSize } from '../aws/s3.ts';
import { listPending } from '../documents/pending-images.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import type { Waiting } from '../domain/batches/batch-policy.ts';
import { readyKey } from '../domain/project/bucket-keys.ts';

/** The images of a project that wait for a batch, and whether somebody asked for one. */
export async function readWaiting(bucket: ProjectBucket): Promise<{ waiting: Waiting; ready: boolean }> {
  const [{ markers: _, ...waiting }, ready] = await Promise.all([
    listPending(bucket),
    findSize(bucket.name, readyKey(bucket.project)),
  ]);
  return { waiting, ready: ready !== undefined };
}
