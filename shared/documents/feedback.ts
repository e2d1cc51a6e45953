import { createOnce, findText, listObjects } from '../aws/s3.ts';
import { type Feedback, feedbackSchema } from '../contracts/feedback.ts';
import { parseJson } from '../contracts/parse.ts';
import { inParallel } from '../in-parallel.ts';
import { PARALLEL_CALLS } from './ledger.ts';
import type { ProjectBucket } from './project-bucket.ts';

async function keysBelow(bucket: ProjectBucket, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket.name, prefix)) keys.push(key);
  return keys;
}

/** How many images came back on that day. @param day yyyy-mm-dd, UTC */
export const countFeedback = async (bucket: ProjectBucket, day: string) =>
  (await keysBelow(bucket, bucket.keys.feedbackOfDay(day))).length;

/** Whether the image came back on that day. */
export const isKept = async (bucket: ProjectBucket, day: string, sha256: string) =>
  (await findText(bucket.name, bucket.keys.feedback(day, sha256))) !== undefined;

/** @returns false: the image came back on that day already */
export const keepFeedback = (bucket: ProjectBucket, day: string, feedback: Feedback) =>
  createOnce(bucket.name, bucket.keys.feedback(day, feedback.sha256), JSON.stringify(feedback));

/** Everything that came back, the oldest day first, each image once. One request an image. */
export async function readFeedback(bucket: ProjectBucket): Promise<Feedback[]> {
  const found = await inParallel(await keysBelow(bucket, bucket.keys.feedbackPrefix), PARALLEL_CALLS, async (key) => {
    const stored = await findText(bucket.name, key);
    return stored && parseJson(feedbackSchema, stored.text, key);
  });
  const byImage = new Map<string, Feedback>();
  for (const one of found) if (one && !byImage.has(one.sha256)) byImage.set(one.sha256, one);
  return [...byImage.values()];
}
