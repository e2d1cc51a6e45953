import * as z from 'zod/mini';

/**
 * Pre-annotation request: once per data object. `version` differs between docs and real events, so it is not compared.
 */
export const preAnnotationRequestSchema = z.looseObject({
  version: z.optional(z.string()),
  labelingJobArn: z.string(),
  dataObject: z.record(z.string(), z.unknown()),
  /** Our engine says them; Ground Truth does not. */
  labelCategories: z.nullish(z.array(z.string())),
});
export type PreAnnotationRequest = z.infer<typeof preAnnotationRequestSchema>;

export interface PreAnnotationResponse {
  taskInput: Record<string, unknown>;
  isHumanAnnotationRequired: boolean;
}

/** Annotation-consolidation request. `labelCategories` is null for console-created jobs and often absent. */
export const consolidationRequestSchema = z.looseObject({
  version: z.optional(z.string()),
  labelingJobArn: z.string(),
  labelCategories: z.nullish(z.array(z.string())),
  labelAttributeName: z.string(),
  roleArn: z.optional(z.string()),
  payload: z.looseObject({ s3Uri: z.string() }),
  outputConfig: z.optional(z.string()),
  /** Our engine says it; Ground Truth's hook ARN does. */
  taskType: z.optional(z.string()),
  /**
   * Our engine's: several workers' answers to objects whose truth is known, to learn from before the payload is
   * consolidated.
   */
  goldPayload: z.optional(z.looseObject({ s3Uri: z.string() })),
});
export type ConsolidationRequest = z.infer<typeof consolidationRequestSchema>;

/** One data object of the payload file. `content` is a JSON string inside JSON; large answers come by reference. */
export const payloadObjectSchema = z.looseObject({
  datasetObjectId: z.string(),
  dataObject: z.looseObject({ s3Uri: z.optional(z.string()), content: z.optional(z.string()) }),
  annotations: z.array(
    z.looseObject({
      workerId: z.string(),
      annotationData: z.looseObject({
        content: z.optional(z.string()),
        s3Uri: z.optional(z.string()),
        s3uri: z.optional(z.string()),
      }),
    }),
  ),
});
export type PayloadObject = z.infer<typeof payloadObjectSchema>;
export const payloadSchema = z.array(payloadObjectSchema);

const truthBox = z.object({
  label: z.string(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

/** One known object of the gold payload file. */
export const goldPayloadObjectSchema = z.extend(payloadObjectSchema, {
  /** Missing where consolidation cannot compare: masks, class sets. */
  truth: z.optional(z.union([z.object({ boundingBoxes: z.array(truthBox) }), z.object({ label: z.string() })])),
});
export type GoldPayloadObject = z.infer<typeof goldPayloadObjectSchema>;

/** The hook's response: a bare array, one element per object; an object left out has failed. */
export type ConsolidationResponse = Array<{
  datasetObjectId: string;
  consolidatedAnnotation: { content: Record<string, unknown> };
}>;
