import * as z from 'zod/mini';

/** `import`: labels that people had; `relabel`: labels that were sent back and corrected. `note`: of which file, or why. */
const originSchema = z.strictObject({ kind: z.enum(['import', 'relabel']), note: z.string() });
export type LabelOrigin = z.infer<typeof originSchema>;

/** `projects/<project>/dataset.json` (CAS): the head, and which folder each version lives in. Versions count from 1. */
export const datasetHeadSchema = z.strictObject({
  version: z.literal(1),
  writerId: z.string(),
  head: z.int(),
  versions: z.array(
    z.strictObject({
      datasetVersion: z.int(),
      /** `<batchId>-<hash>`, under `datasets/`. */
      folder: z.string(),
      /** The batch that this version merged, and the ETag of its output manifest: another ETag later = merge again. */
      batches: z.record(z.string(), z.string()),
      train: z.int(),
      validation: z.int(),
      /** Labels that this version added to the one before. */
      added: z.int(),
      /** Where the labels came from; absent: a labeling job on images without any. */
      origin: z.optional(originSchema),
    }),
  ),
});
export type DatasetHead = z.infer<typeof datasetHeadSchema>;

const labelCounts = { boxesPerLabel: z.record(z.string(), z.int()), imagesWithoutBoxes: z.int() };
const labelCountsSchema = z.strictObject(labelCounts);
/** What a task type counts in a dataset. */
export type LabelCounts = z.infer<typeof labelCountsSchema>;

/** `datasets/<folder>/summary.json`. */
export const datasetSummarySchema = z.strictObject({
  version: z.literal(1),
  batchId: z.string(),
  labels: z.array(z.string()),
  train: z.int(),
  validation: z.int(),
  ...labelCounts,
  humanAnnotated: z.int(),
  machineAnnotated: z.int(),
  /** Images on which somebody looked for every label; their lines are also in `<split>-checked.manifest`. Absent: all of them. */
  checked: z.optional(z.strictObject({ train: z.int(), validation: z.int() })),
  /** Per label, the images on which nobody looked for it; labels with none are left out. */
  uncheckedPerLabel: z.optional(z.record(z.string(), z.int())),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
