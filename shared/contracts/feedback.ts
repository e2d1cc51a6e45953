import * as z from 'zod/mini';
import { predictionSchema } from './detection-response.ts';

/** `feedback` of a project: which images that its endpoint was asked about come back to be labeled. */
export const feedbackSettingsSchema = z.strictObject({
  /**
   * Those of which the model is unsure, and those unlike all that it was judged on, go to labeling, for training alone.
   */
  unsure: z._default(z.boolean(), true),
  /** Share of all that go to validation by chance: the newest truth. */
  sample: z._default(z.number().check(z.gte(0), z.lte(1)), 0.01),
  /** Images a day at most, by UTC. */
  dailyCap: z._default(z.int().check(z.gte(0)), 50),
});
export type FeedbackSettings = z.infer<typeof feedbackSettingsSchema>;

/** Why an image came back. */
export const feedbackReasonSchema = z.enum(['unsure', 'odd', 'sample']);
export type FeedbackReason = z.infer<typeof feedbackReasonSchema>;

/**
 * `projects/<project>/feedback/<yyyy-mm-dd>/<sha256>.json`: what a model said of an image that was sent back; written
 * once.
 */
export const feedbackSchema = z.strictObject({
  version: z.literal(1),
  /** The hash by which the ledger knows the image. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  why: feedbackReasonSchema,
  at: z.string(),
  modelName: z.string(),
  /** Boxes, pixels of the upright image; none of other types of task. */
  predictions: z.array(predictionSchema),
  /** Class ids and confidences of what it found. Missing where only boxes were kept. */
  found: z.optional(z.array(z.tuple([z.int(), z.number()]))),
});
export type Feedback = z.infer<typeof feedbackSchema>;
