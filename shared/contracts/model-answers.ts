import * as z from 'zod/mini';

/**
 * What our models beside the detector answer for an image, on the endpoint and in `<image>.out` of a batch transform.
 * `error` stands instead of everything else where the image could not be read (a batch transform must answer 200 even
 * then).
 */
const imageSize = z.array(z.object({ width: z.int(), height: z.int(), depth: z.optional(z.int()) }));
const classMap = z.optional(z.record(z.string(), z.string()));
/** What the model's pretrained features see, as the vector of an `Embedding`; absent without such features. */
const embedding = z.optional(z.string());

/** One class that a model was asked about. */
const classAnswerSchema = z.object({
  class_id: z.int(),
  /** Calibrated probability, 0..1. */
  confidence: z.number(),
  /** Whether the model says that the image is (one class) or shows (several) this. */
  chosen: z.boolean(),
});
export type ClassAnswer = z.infer<typeof classAnswerSchema>;

/** Every class with its probability, the likeliest first. */
export const classificationResponseSchema = z.object({
  image_size: imageSize,
  classes: z.array(classAnswerSchema),
  'class-map': classMap,
  embedding,
});
export type ClassificationResponse = z.infer<typeof classificationResponseSchema>;

/**
 * What SageMaker's built-in image classification answers: a probability for each class id (developer guide,
 * IC-in-formats), bare or named.
 */
export const builtInClassesSchema = z.union([
  z.array(z.number()),
  z.pipe(
    z.object({ prediction: z.array(z.number()) }),
    z.transform(({ prediction }) => prediction),
  ),
]);

/** A class for every pixel. */
export const segmentationResponseSchema = z.object({
  image_size: imageSize,
  /**
   * Base64 of a palette PNG of the upright image's size: the index is the class id + 1, 0 is background. As Ground
   * Truth writes masks.
   */
  mask: z.string(),
  'internal-color-map': z.record(
    z.string(),
    z.object({ 'class-name': z.string(), 'hex-color': z.string(), confidence: z.number() }),
  ),
  embedding,
});
export type SegmentationResponse = z.infer<typeof segmentationResponseSchema>;

/** Outlines of connected parts, pixels of the upright image. */
export const outlineResponseSchema = z.object({
  image_size: imageSize,
  annotations: z.array(
    z.object({
      class_id: z.int(),
      vertices: z.array(z.object({ x: z.number(), y: z.number() })).check(z.minLength(3)),
      /** Mean probability inside, 0..1. */
      confidence: z.number(),
    }),
  ),
  'class-map': classMap,
  embedding,
});
export type OutlineResponse = z.infer<typeof outlineResponseSchema>;

/** What stands instead of an answer where the image could not be read. */
export const unreadableAnswer = (error: string) => ({ image_size: [], error });
