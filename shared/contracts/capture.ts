import * as z from 'zod/mini';

/** `capture` of a project: what of its endpoint's questions and answers is kept; a real-time endpoint can do it. */
export const captureSettingsSchema = z.strictObject({
  /** Percent of the requests, chosen by chance. */
  sampled: z.int().check(z.gte(1), z.lte(100)),
  /** Then what was kept is deleted: images and what the model said of them. */
  retentionDays: z._default(z.int().check(z.gte(1), z.lte(365)), 30),
});
export type CaptureSettings = z.infer<typeof captureSettingsSchema>;

const sideSchema = z.object({
  observedContentType: z.optional(z.string()),
  mode: z.string(),
  data: z.string(),
  encoding: z.enum(['CSV', 'JSON', 'BASE64']),
});
export type CapturedSide = z.infer<typeof sideSchema>;

/** One line of a file that SageMaker's data capture writes: a request to an endpoint and its answer. */
export const captureRecordSchema = z.object({
  captureData: z.object({ endpointInput: z.optional(sideSchema), endpointOutput: z.optional(sideSchema) }),
  eventMetadata: z.object({ eventId: z.string(), inferenceTime: z.string() }),
  eventVersion: z.string(),
});
export type CaptureRecord = z.infer<typeof captureRecordSchema>;

/** What a model said of one image, as far as drift is about it. */
export const observationSchema = z.strictObject({
  /** The image's as it would be taken in. */
  sha256: z.string(),
  /** Class ids and confidences of what was found. */
  found: z.array(z.tuple([z.int(), z.number()])),
  /**
   * 0 .. 2: how far it is from the nearest image that the model was judged on; absent where its model tells no
   * embedding.
   */
  distance: z.optional(z.number()),
});
export type Observation = z.infer<typeof observationSchema>;

/**
 * `projects/<project>/production/<yyyy-mm-dd>/<hash of the captured file's key>.json`: what was read in one captured
 * file; written once, when all of the file was dealt with.
 */
export const captureReadingSchema = z.strictObject({
  version: z.literal(1),
  /** Key of the captured file. */
  file: z.string(),
  modelName: z.string(),
  images: z.array(observationSchema),
  /** Lines that hold no image and answer. */
  unreadable: z.int(),
});
export type CaptureReading = z.infer<typeof captureReadingSchema>;

/**
 * `projects/<project>/production/references/<model>.json`: what a model said of the validation images that it went live
 * on, written once.
 */
export const captureReferenceSchema = z.strictObject({
  version: z.literal(1),
  modelName: z.string(),
  images: z.array(
    z.strictObject({
      found: z.array(z.tuple([z.int(), z.number()])),
      embedding: z.optional(z.string()),
    }),
  ),
});
export type CaptureReference = z.infer<typeof captureReferenceSchema>;

/** One thing in which production may differ from what the model was judged on. */
const driftMeasureSchema = z.strictObject({
  /**
   * `class`: share of the images that show a class; `confidence`: chance that the model is less sure of a production
   * image than of a validation image; `distance`: chance that it is farther from all (.5 = no difference, for both).
   */
  kind: z.enum(['class', 'confidence', 'distance']),
  /** The class of a measure of kind `class`. */
  label: z.optional(z.string()),
  /** The shares of production and of validation images that show it. */
  shares: z.optional(z.strictObject({ production: z.number(), validation: z.number() })),
  /** Difference of the shares, or the chance; with its interval. */
  value: z.number(),
  low: z.number(),
  high: z.number(),
  /** Whether it left what chance explains by more than matters. */
  left: z.boolean(),
});
export type DriftMeasure = z.infer<typeof driftMeasureSchema>;

/** `projects/<project>/production/drift.json`: the newest look at how production differs from validation. */
export const driftSchema = z.strictObject({
  version: z.literal(1),
  modelName: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /** The days that were looked at. */
  days: z.int(),
  /** How many images of production and of validation were compared. */
  images: z.int(),
  validation: z.int(),
  /** null: too few images to say anything. */
  measures: z.nullable(z.array(driftMeasureSchema)),
});
export type Drift = z.infer<typeof driftSchema>;

/** What the console shows of a project in use: what came back in words, and the newest look for drift. */
export const productionOverviewSchema = z.object({
  /** A line each; none: nothing came back. */
  feedback: z.array(z.string()),
  drift: z.nullable(driftSchema),
});
export type ProductionOverview = z.infer<typeof productionOverviewSchema>;
