import type { Prediction, SmokeTest } from '../contracts/training.ts';
import { expectedBoxes } from '../domain/smoke-test.ts';
import { findSize } from './s3.ts';
import type { LabeledImage } from './training-documents.ts';

/** Far under the 4 MB of a serverless endpoint, and quick. */
const COMFORTABLE_BYTES = 2 ** 20;
const CANDIDATES = 50;

/**
 * The validation image on which the model is surest of most boxes, at most 1 MB; the smallest of the best fifty when none is.
 * @param predictions in the images' order
 */
export async function findSmokeImage(
  bucket: string,
  images: readonly LabeledImage[],
  predictions: readonly Prediction[][],
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
  const { image, expected } = smallest.candidate;
  const { width, height } = image.size;
  return { version: 1, imageKey: image.key, imageSize: { width, height }, expected };
}
