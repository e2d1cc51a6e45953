import { findSize, readObject } from '../../aws/s3.ts';
import type { Prediction, SmokeTest } from '../../contracts/training.ts';
import type { LabeledImage } from '../../documents/labeled-images.ts';
import { expectedBoxes } from '../../domain/models/smoke-test.ts';

/** Far under the 4 MB of a serverless endpoint, and quick. */
const COMFORTABLE_BYTES = 2 ** 20;
const CANDIDATES = 50;

/** 64 x 64 grey pixels, PNG. */
const BLANK_IMAGE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PMQ0AAAwDoEqv9ErYvQQckD4XAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAYHLAB8+AWnmfUycAAAAAElFTkSuQmCC',
  'base64',
);
const BLANK_SIZE = { width: 64, height: 64 };

/** Sends the blank image and expects nothing of it. */
export const BLANK_TEST: SmokeTest = { version: 1, imageKey: null, imageSize: BLANK_SIZE, expected: [] };

/**
 * The first of the images that has at most 1 MB, the smallest of fifty when none has; undefined when even that is more
 * than the endpoint takes.
 */
export async function findSmallImage(
  bucket: string,
  imageKeys: readonly string[],
  limit: number,
): Promise<string | undefined> {
  let smallest = { bytes: Number.POSITIVE_INFINITY, key: imageKeys[0] };
  for (const key of imageKeys.slice(0, CANDIDATES)) {
    const bytes = (await findSize(bucket, key))?.bytes ?? Number.POSITIVE_INFINITY;
    if (bytes < smallest.bytes) smallest = { bytes, key };
    if (bytes <= COMFORTABLE_BYTES) break;
  }
  return smallest.bytes > limit ? undefined : smallest.key;
}

/**
 * The validation image on which the model is surest of most boxes, at most 1 MB; the smallest of the best fifty when
 * none is; a blank one when even that is more than the endpoint takes.
 * @param predictions in the images' order
 * @param limit bytes that the endpoint takes
 */
export async function findSmokeImage(
  bucket: string,
  images: readonly LabeledImage[],
  predictions: readonly Prediction[][],
  limit: number,
): Promise<SmokeTest> {
  const candidates = images
    .map((image, index) => ({ image, expected: expectedBoxes(predictions[index]!) }))
    .sort((a, b) => b.expected.length - a.expected.length)
    .slice(0, CANDIDATES);
  let smallest = { bytes: Number.POSITIVE_INFINITY, candidate: candidates[0]! };
  for (const candidate of candidates) {
    const bytes = (await findSize(bucket, candidate.image.key))?.bytes ?? Number.POSITIVE_INFINITY;
    if (bytes < smallest.bytes) smallest = { bytes, candidate };
    if (bytes <= COMFORTABLE_BYTES) break;
  }
  if (smallest.bytes > limit) return BLANK_TEST;
  const { image, expected } = smallest.candidate;
  const { width, height } = image.size;
  return { version: 1, imageKey: image.key, imageSize: { width, height }, expected };
}

/** The bytes to send. @throws ObjectMissingError */
export async function readSmokeImage(bucket: string, { imageKey }: SmokeTest): Promise<Uint8Array> {
  return imageKey === null ? BLANK_IMAGE : (await readObject(bucket, imageKey)).bytes;
}
