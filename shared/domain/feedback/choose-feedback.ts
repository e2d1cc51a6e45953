import * as z from 'zod/mini';
import { type FeedbackReason, type FeedbackSettings, feedbackSettingsSchema } from '../../contracts/feedback.ts';

/** What counts where a project says nothing. */
export const DEFAULT_FEEDBACK: FeedbackSettings = z.parse(feedbackSettingsSchema, {});

/** A box of a confidence between these may as well be none: the model is unsure of the image. */
const UNSURE = { from: 0.3, to: 0.7 };

const isUnsure = (confidences: readonly number[]) =>
  confidences.some((confidence) => confidence >= UNSURE.from && confidence <= UNSURE.to);

/**
 * Whether an image that the endpoint was asked about comes back to be labeled, and why. Chance is the image's own hash,
 * so that asking twice decides the same, and comes first: what validation sees must not depend on what the model says.
 * @param image `confidences`: of all that the model found; `isOdd`: it is unlike all that the model was judged on
 * @param uid of the project
 * @param hash SHA-256 of a text, hex
 */
export function chooseFeedback(
  image: { sha256: string; confidences: readonly number[]; isOdd?: boolean },
  { unsure, sample }: FeedbackSettings,
  uid: string,
  hash: (text: string) => string,
): FeedbackReason | undefined {
  const point = Number.parseInt(hash(`feedback:${uid}:${image.sha256}`).slice(0, 12), 16) / 2 ** 48;
  if (point < sample) return 'sample';
  if (!unsure) return undefined;
  if (isUnsure(image.confidences)) return 'unsure';
  return image.isOdd ? 'odd' : undefined;
}
