import * as z from 'zod/mini';

const counts = z.record(z.string(), z.number());
const confusion = z.record(z.string(), counts);
const edges = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const boxStateSchema = z.object({
  workers: z.record(
    z.string(),
    z.object({
      real: z.number(),
      missed: z.number(),
      unreal: z.number(),
      spurious: z.number(),
      placed: z.number(),
      residual: edges,
      residualSquared: edges,
      confusion,
      answers: z.number(),
    }),
  ),
  labels: counts,
});

const labelStateSchema = z.object({
  workers: z.record(z.string(), z.object({ confusion, answers: z.number() })),
  labels: counts,
});

const calibrationSchema = z.object({
  given: z.array(z.number()),
  right: z.array(z.number()),
  confidence: z.array(z.number()),
});

/**
 * What consolidation knows of the workers: expected counts, one part per kind of answer. Two of them add up to one, so
 * the state of a project is the sum of its contributions.
 */
export const workerStateSchema = z.object({
  version: z.literal(1),
  boxes: boxStateSchema,
  /**
   * What is known of workers by squares around their points; states that were written before there were any lack it.
   */
  keypoints: z._default(boxStateSchema, { workers: {}, labels: {} }),
  /** Learnt from the bounds of lines; states that were written before there were any lack it. */
  lines: z._default(boxStateSchema, { workers: {}, labels: {} }),
  /** Learnt from spans as boxes on a line of text; states that were written before there were any lack it. */
  entities: z._default(boxStateSchema, { workers: {}, labels: {} }),
  /** Learnt from boxes of all frames; states that were written before there were any lack it. */
  tracks: z._default(boxStateSchema, { workers: {}, labels: {} }),
  labels: labelStateSchema,
  labelSets: z.record(z.string(), labelStateSchema),
  masks: z.object({
    workers: z.record(
      z.string(),
      z.object({
        inside: z.number(),
        insidePainted: z.number(),
        outside: z.number(),
        outsideUnpainted: z.number(),
        answers: z.number(),
      }),
    ),
  }),
  calibration: calibrationSchema,
});
export type WorkerState = z.infer<typeof workerStateSchema>;

/**
 * `workers/contributions/<hash of the payload's URI>.json`: create-once, so that a hook that is called again answers
 * the same and counts once.
 */
export const contributionSchema = z.object({
  version: z.literal(1),
  payload: z.string(),
  contribution: workerStateSchema,
  /** The hook's response, for the next call. */
  response: z.array(z.unknown()),
});
export type Contribution = z.infer<typeof contributionSchema>;

/** `workers/state.json` (CAS): the sum of the contributions in `folded`; the rest is added by whoever reads it. */
export const workerStateSnapshotSchema = z.object({
  version: z.literal(1),
  writerId: z.string(),
  folded: z.array(z.string()),
  state: workerStateSchema,
});
export type WorkerStateSnapshot = z.infer<typeof workerStateSnapshotSchema>;
