import { findSize, listObjects } from '../aws/s3.ts';
import type { Waiting } from '../domain/batches/batch-policy.ts';
import { projectKeys, readyKey } from '../domain/project/bucket-keys.ts';

/** The images of a project that wait for a batch, and whether somebody asked for one. */
export async function readWaiting(bucket: string, project: string): Promise<{ waiting: Waiting; ready: boolean }> {
  let [images, oldest, newest] = [0, Number.POSITIVE_INFINITY, 0];
  for await (const { lastModified } of listObjects(bucket, projectKeys(project).pendingPrefix)) {
    images++;
    oldest = Math.min(oldest, lastModified.getTime());
    newest = Math.max(newest, lastModified.getTime());
  }
  return { waiting: { images, oldest, newest }, ready: (await findSize(bucket, readyKey(project))) !== undefined };
}
