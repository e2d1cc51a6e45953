import * as z from 'zod/mini';

/** `labeling.automatic` of a project, and the value of the job tag `labelloop:automatic`: how far a machine may label. */
export const automaticLabelingSchema = z.strictObject({
  /** Share of the machine's labels that must be right as a whole, with 95 % confidence: .5 to .99. */
  precision: z.optional(z.number().check(z.gte(0.5), z.lte(0.99))),
  /** Images that people label before the first model. */
  firstImages: z.optional(z.int().check(z.gte(5), z.lte(5000))),
  /** Images that people label in each later round. */
  imagesPerRound: z.optional(z.int().check(z.gte(1), z.lte(5000))),
  maxRounds: z.optional(z.int().check(z.gte(1), z.lte(100))),
});
export type AutomaticLabeling = z.infer<typeof automaticLabelingSchema>;
