import * as z from 'zod/mini';

/** One box that a model predicts: pixels of the upright image. */
export const predictionSchema = z.object({
  class_id: z.int(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
  confidence: z.number(),
});

/** What our detector answers per image, on the endpoint and in `<image>.out` of a batch transform. */
export const detectionResponseSchema = z.object({
  image_size: z.array(z.object({ width: z.int(), height: z.int(), depth: z.optional(z.int()) })),
  annotations: z.array(predictionSchema),
  'class-map': z.optional(z.record(z.string(), z.string())),
  /** What the model's pretrained features see, as the vector of an `Embedding`; absent without such features. */
  embedding: z.optional(z.string()),
  /** Set instead of boxes when the image could not be read (batch transform must answer 200 even then). */
  error: z.optional(z.string()),
});
