import * as z from 'zod/mini';

/**
 * `labeling.automatic` of a project, and the value of the job tag `labelloop:automatic`: how far a machine may label.
 */
export const automaticLabelingSchema = z.strictObject({
  /** Share of the machine's labels that must be right as a whole, with 95 % confidence: .5 to .99. */
  precision: z.optional(z.number().check(z.gte(0.5), z.lte(0.99))),
  /** Images that people label before the first model. */
  firstImages: z.optional(z.int().check(z.gte(5), z.lte(5000))),
  /** Images that people label in each later round. */
  imagesPerRound: z.optional(z.int().check(z.gte(1), z.lte(5000))),
  maxRounds: z.optional(z.int().check(z.gte(1), z.lte(100))),
  /** Images of a project that the machine labels in one day (UTC) at most; the others wait for the next. */
  dailyCap: z.optional(z.int().check(z.gte(1), z.lte(1_000_000))),
});
export type AutomaticLabeling = z.infer<typeof automaticLabelingSchema>;

/** How often something was right among images that were looked at. */
const tallySchema = z.object({ images: z.int(), right: z.int() });
export type Tally = z.infer<typeof tallySchema>;

/** Jobs of SageMaker, and the seconds that are billed of all of them together. */
const jobsSchema = z.object({ jobs: z.int(), seconds: z.number() });

/** What the models of a round took: their trainings, and the transforms that looked at the images. */
export const machineWorkSchema = z.object({ trainings: jobsSchema, transforms: jobsSchema });
export type MachineWork = z.infer<typeof machineWorkSchema>;

/** One round: whom its images went to, and what was promised and seen. A round's answers come after its decision. */
const automaticRoundSchema = z.object({
  round: z.int(),
  /** When it was decided, milliseconds since 1970. */
  at: z.number(),
  /** Images that people labeled before: what the models learnt from or were judged by. */
  labeledBefore: z.int(),
  /** Images that people label after it, by why. */
  people: z.object({ chosen: z.int(), byChance: z.int(), probed: z.int(), hidden: z.int() }),
  /** Images that the machine labels. */
  machine: z.int(),
  /** The lower 95 % bound of the machine's precision that its labels rest on; null: it labels nothing. */
  provenPrecision: z.nullable(z.number()),
  /**
   * What people answered so far where the machine would have labeled: unseen sample and probe; where chance chose;
   * where doubt did.
   */
  hidden: tallySchema,
  probe: z.nullable(tallySchema),
  byChance: tallySchema,
  chosen: tallySchema,
  /** Missing in rounds of earlier versions. */
  work: z.optional(machineWorkSchema),
});
export type AutomaticRound = z.infer<typeof automaticRoundSchema>;

/** `activelearning/summary.json` below a job's output: how its rounds went so far. */
export const automaticSummarySchema = z.object({
  version: z.literal(1),
  precision: z.number(),
  images: z.int(),
  /** Images that people labeled before there was a model. */
  firstImages: z.int(),
  /** Images labeled so far, by whom; and not yet. */
  people: z.int(),
  machine: z.int(),
  waiting: z.int(),
  /** Images that the machine has proved and labels on another day: so many a day, the next from then on (ms). */
  capped: z.optional(z.object({ images: z.int(), dailyCap: z.int(), until: z.number() })),
  /** Models learn from what people labeled, and people wait. */
  learns: z.optional(z.boolean()),
  rounds: z.array(automaticRoundSchema),
  /** Why the machine labels nothing any more; null: it goes on, or nothing is left. */
  endedBecause: z.nullable(z.string()),
});
export type AutomaticSummary = z.infer<typeof automaticSummarySchema>;
