import * as z from 'zod/mini';

/**
 * `projects/<project>/batches/<batchId>/batch.json`: create-once; its existence is the commit point of the batch: from
 * then on its images are its own, and whoever finds it unfinished claims the rest of them. Carries no time of writing,
 * so that writing it again after a crash gives the same bytes.
 */
export const batchSchema = z.strictObject({
  version: z.literal(1),
  project: z.string(),
  uid: z.string(),
  batchId: z.string().check(z.regex(/^b\d{6}$/)),
  /** The project.json snapshot that this batch runs with. */
  configKey: z.string(),
  /** SHA-256 of the images, sorted; = the lines of input.manifest in order. */
  images: z.array(z.string()),
  /**
   * Why it was closed. `import`: its labels are there already; `relabel`: its images have labels, which workers
   * correct.
   */
  reason: z.enum(['maxImages', 'quiet', 'maxAge', 'ready', 'import', 'relabel']),
  /** The request that this batch answers; only of imports and relabels. */
  requestId: z.optional(z.string()),
  /** What the request says of itself, for people. */
  note: z.optional(z.string()),
});
export type Batch = z.infer<typeof batchSchema>;

/**
 * `projects/<project>/counter.json` (CAS): the batch being closed, so that a second closer resumes and never doubles.
 */
export const batchCounterSchema = z.strictObject({
  version: z.literal(1),
  writerId: z.string(),
  /** Last batch number given out. */
  last: z.int(),
  /** Batch whose execution is not started yet; without a batch.json the number is only reserved. null = none. */
  open: z.nullable(z.string()),
  /** Images that all finished batches have claimed, a requeued one each time: what the budget counts. */
  claimed: z.optional(z.int()),
});
export type BatchCounter = z.infer<typeof batchCounterSchema>;
