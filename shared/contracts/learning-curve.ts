import * as z from 'zod/mini';

/**
 * What more labels bring: quick trainings on a part of the labels, all judged on the same images, which none of them
 * saw.
 */
export const learningCurveSchema = z.strictObject({
  /** What the scores are, e.g. `mAP50`. */
  metric: z.string(),
  /** Ascending; `images` were learned from. */
  points: z.array(z.strictObject({ images: z.int(), score: z.number() })),
  /** Images that judged. */
  judgedOn: z.int(),
  /** Score that twice the labels would add, with its 95 % interval. */
  gain: z.strictObject({ mean: z.number(), low: z.number(), high: z.number() }),
});
export type LearningCurve = z.infer<typeof learningCurveSchema>;
