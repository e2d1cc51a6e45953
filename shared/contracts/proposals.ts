import * as z from 'zod/mini';

const proposalSchema = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number().check(z.positive()),
  height: z.number().check(z.positive()),
  score: z.number().check(z.gte(0), z.lte(1)),
});

/**
 * A box that may hold an object of whatever class: pixels of the upright image, left/top origin; `score` 0..1 says how
 * likely.
 */
export type Proposal = z.infer<typeof proposalSchema>;

const suggestionSchema = z.object({
  label: z.string(),
  left: z.number(),
  top: z.number(),
  width: z.number().check(z.positive()),
  height: z.number().check(z.positive()),
  confidence: z.number().check(z.gte(0), z.lte(1)),
});
/** A box of a class of the project, as the backbone knew it or the answers to other images of the same job taught. */
export type Suggestion = z.infer<typeof suggestionSchema>;

/**
 * `projects/<project>/proposals/<sha256>.json`: what one image's model-made proposals are, best first, with the upright
 * image's size in pixels. People begin without it where it is missing. Validation images have none, so that their truth
 * is people's own.
 */
export const proposalsSchema = z.object({
  proposals: z.array(proposalSchema).check(z.maxLength(500)),
  width: z.int().check(z.positive()),
  height: z.int().check(z.positive()),
  /** Missing where the backbone knows none of the classes and nothing was learned from answers of the job yet. */
  suggestions: z.optional(z.array(suggestionSchema).check(z.maxLength(100))),
});
export type Proposals = z.infer<typeof proposalsSchema>;
