import { crc32 } from 'node:zlib';
import { createOnce } from '../../aws/s3.ts';
import type { FeedbackReason } from '../../contracts/feedback.ts';
import type { Project } from '../../contracts/project.ts';
import type { Prediction } from '../../contracts/training.ts';
import { countFeedback, isKept, keepFeedback } from '../../documents/feedback.ts';
import { findRecord } from '../../documents/ledger.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { chooseFeedback, DEFAULT_FEEDBACK } from '../../domain/feedback/choose-feedback.ts';
import { acceptImage } from '../../domain/images/accept-image.ts';
import { isProblem } from '../../domain/images/image-structure.ts';
import { uprightImage } from '../../domain/images/upright-image.ts';
import { feedbackKey } from '../../domain/project/bucket-keys.ts';
import { sha256 } from '../../sha256.ts';

/** An image that the endpoint was asked about. */
export interface AskedImage {
  /** JPEG or PNG. */
  bytes: Uint8Array;
  name: string;
  modelName: string;
  /** What it said, pixels of the upright image; boxes alone. */
  predictions: readonly Prediction[];
  /** Class ids and confidences of what it found, where that is not boxes. */
  found?: ReadonlyArray<readonly [id: number, confidence: number]>;
  /** Whether it is unlike all images that the model was judged on. */
  isOdd?: boolean;
}

/** What became of it: why it was sent, or why it was not. */
export type FeedbackOutcome = { sent: FeedbackReason } | { sent: null; reason: string };

/** The image as the intake turns it, with the hash by which the ledger knows it; or why no intake would take it. */
export function asTakenIn(bytes: Uint8Array) {
  const found = acceptImage(bytes, { crc32 });
  if (isProblem(found)) return found;
  const upright = found.orientation === 1 ? { bytes, structure: found } : uprightImage(bytes, found, { crc32 });
  return isProblem(upright) ? upright : { ...upright, hash: sha256(upright.bytes) };
}

/**
 * Sends an image back to be labeled where the project's feedback wants it: one that the model is unsure of, or that is
 * unlike what it knows, to training; one in so many by chance to validation. The same image is sent once; the day's cap
 * holds but for what is sent in the same moment. Broken off anywhere, the same call finishes it.
 * @param now milliseconds since 1970, when the model was asked
 */
export async function sendFeedback(
  bucketName: string,
  { project, uid, feedback = DEFAULT_FEEDBACK }: Pick<Project, 'project' | 'uid' | 'feedback'>,
  { bytes, name, modelName, predictions, found, isOdd = false }: AskedImage,
  now: number,
): Promise<FeedbackOutcome> {
  if (!feedback) return { sent: null, reason: 'the project has feedback switched off (feedback: null)' };
  const bucket = projectBucket(bucketName, project);
  const image = asTakenIn(bytes);
  if (isProblem(image)) return { sent: null, reason: image.reason };
  const { hash } = image;
  const all = found?.map(([, confidence]) => confidence) ?? predictions.map(({ confidence }) => confidence);
  const why = chooseFeedback({ sha256: hash, confidences: all, isOdd }, feedback, uid, sha256);
  if (!why) return { sent: null, reason: 'the model is sure of it, and chance did not choose it' };
  if (await findRecord(bucket, hash)) return { sent: null, reason: 'the project has this image already' };
  const at = new Date(now).toISOString();
  const day = at.slice(0, 10);
  const isUnderWay = await isKept(bucket, day, hash);
  if (!isUnderWay && (await countFeedback(bucket, day)) >= feedback.dailyCap)
    return { sent: null, reason: `${feedback.dailyCap} images came back today, which is the daily cap` };
  await keepFeedback(bucket, day, {
    ...{ version: 1, sha256: hash, why, at, modelName, predictions: [...predictions] },
    ...(found && { found: found.map(([id, confidence]) => [id, confidence]) }),
  });
  await createOnce(bucketName, feedbackKey(project, why, hash, name), image.bytes);
  return { sent: why };
}
