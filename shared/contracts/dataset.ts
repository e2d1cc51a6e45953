import * as z from 'zod/mini';

/**
 * `import`: labels that people had; `relabel`: labels that were sent back and corrected; `forget`: an image was taken
 * out for good. `exclude`, `include`: somebody took images out, or brought them back. `note`: of which file, or why.
 */
export const originSchema = z.strictObject({
  kind: z.enum(['import', 'relabel', 'forget', 'exclude', 'include']),
  note: z.string(),
});
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

const count = z.int();
const countPerLabel = z.record(z.string(), count);

const summaryOf = <Counts extends z.core.$ZodShape>(counts: Counts) =>
  z.strictObject({
    version: z.literal(1),
    batchId: z.string(),
    labels: z.array(z.string()),
    train: count,
    validation: count,
    ...counts,
    humanAnnotated: count,
    machineAnnotated: count,
    /** Images on which somebody looked for every label; absent: all of them. */
    checked: z.optional(z.strictObject({ train: count, validation: count })),
    /** Images on which nobody looked for the label: it was added later. */
    uncheckedPerLabel: z.optional(countPerLabel),
  });

/** `datasets/<folder>/summary.json`: what is counted depends on the task type. */
export const datasetSummarySchema = z.discriminatedUnion('taskType', [
  summaryOf({
    // Versions that were written when there was no other type do not name it.
    taskType: z._default(z.literal('bounding-box'), 'bounding-box'),
    boxesPerLabel: countPerLabel,
    imagesWithoutBoxes: count,
  }),
  summaryOf({ taskType: z.literal('polygon'), polygonsPerLabel: countPerLabel, imagesWithoutPolygons: count }),
  summaryOf({ taskType: z.literal('image-classification'), imagesPerLabel: countPerLabel }),
  summaryOf({
    taskType: z.literal('image-classification-multi-label'),
    imagesPerLabel: countPerLabel,
    imagesWithoutLabels: count,
  }),
  summaryOf({
    taskType: z.literal('semantic-segmentation'),
    /** Images on which the class has at least one pixel. */
    imagesPerLabel: countPerLabel,
    imagesWithoutObjects: count,
  }),
  summaryOf({
    taskType: z.literal('instance-segmentation'),
    instancesPerLabel: countPerLabel,
    imagesWithoutObjects: count,
  }),
  summaryOf({ taskType: z.literal('keypoints'), pointsPerLabel: countPerLabel, imagesWithoutPoints: count }),
  summaryOf({ taskType: z.literal('named-entities'), entitiesPerLabel: countPerLabel, textsWithoutEntities: count }),
  summaryOf({ taskType: z.literal('text-classification'), textsPerLabel: countPerLabel }),
  summaryOf({
    taskType: z.literal('text-classification-multi-label'),
    textsPerLabel: countPerLabel,
    textsWithoutLabels: count,
  }),
]);
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

type Common = ReturnType<typeof summaryOf<Record<never, never>>>;
type OwnCounts<Summary> = Summary extends DatasetSummary ? Omit<Summary, keyof z.infer<Common>> : never;
/** What a task type counts in a dataset. */
export type LabelCounts = OwnCounts<DatasetSummary>;
