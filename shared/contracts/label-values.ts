import * as z from 'zod/mini';

/**
 * Labels of the task types beside bounding boxes (`manifest-line.ts`), as Ground Truth writes them; what its manifests
 * have in common (`human-annotated`, `creation-date`, `job-name`) is not looked at here.
 */
const confidence = z.number();

const pointSchema = z.object({ x: z.number(), y: z.number() });
const ringSchema = z.array(pointSchema).check(z.minLength(3));

/**
 * Ground Truth has no polygons of its own; this is the form of a custom template's. `parts`: further rings of the same
 * object.
 */
export const polygonLabelSchema = z.object({
  image_size: z
    .array(z.object({ width: z.number(), height: z.number(), depth: z.optional(z.number()) }))
    .check(z.minLength(1)),
  annotations: z.array(z.object({ class_id: z.int(), vertices: ringSchema, parts: z.optional(z.array(ringSchema)) })),
});
export const polygonMetadataSchema = z.object({
  objects: z.array(z.object({ confidence: z.optional(confidence), candidate: z.optional(z.boolean()) })),
  'class-map': z.record(z.string(), z.string()),
  type: z.literal('groundtruth/custom'),
});

/** Ground Truth leaves key points as a custom template's answers; this is our form, pixels. */
export const keypointLabelSchema = z.object({
  image_size: z
    .array(z.object({ width: z.number(), height: z.number(), depth: z.optional(z.number()) }))
    .check(z.minLength(1)),
  annotations: z.array(
    z.object({
      class_id: z.int(),
      x: z.number(),
      y: z.number(),
      /** False: something is in front of it. */
      visible: z.optional(z.boolean()),
      /** The number of the object whose point it is, from 1. */
      object: z.optional(z.int()),
    }),
  ),
});
/** Lines are a custom template's answers too; `line` tells them from a polygon's `vertices`. */
export const lineLabelSchema = z.object({
  image_size: z
    .array(z.object({ width: z.number(), height: z.number(), depth: z.optional(z.number()) }))
    .check(z.minLength(1)),
  annotations: z.array(z.object({ class_id: z.int(), line: z.array(pointSchema).check(z.minLength(2)) })),
});
export const keypointMetadataSchema = z.object({
  objects: z.array(z.object({ confidence: z.optional(confidence), candidate: z.optional(z.boolean()) })),
  'class-map': z.record(z.string(), z.string()),
  /** What the points are points of, the names of all, and pairs of their places that are drawn as a line. */
  'keypoint-schema': z.optional(
    z.object({
      object: z.optional(z.string()),
      names: z.array(z.string()),
      edges: z.optional(z.array(z.array(z.int()))),
    }),
  ),
  type: z.literal('groundtruth/custom'),
});

/** Unicode code points; the end is exclusive. `groundtruth/text-span`. */
export const entityLabelSchema = z.object({
  annotations: z.object({
    entities: z.array(
      z.object({
        label: z.string(),
        startOffset: z.int().check(z.minimum(0)),
        endOffset: z.int().check(z.minimum(1)),
      }),
    ),
  }),
});
export const entityMetadataSchema = z.object({
  entities: z.array(z.object({ confidence: z.optional(confidence), candidate: z.optional(z.boolean()) })),
  type: z.literal('groundtruth/text-span'),
});

/** The class's id, as a number or as a text: Ground Truth's own documentation has both. */
export const classLabelSchema = z.union([z.int(), z.string().check(z.regex(/^\d+$/))]);
export const classMetadataSchema = z.object({
  'class-name': z.string(),
  /** Missing where one worker answered alone. */
  confidence: z.optional(confidence),
  type: z.enum(['groundtruth/image-classification', 'groundtruth/text-classification']),
});

export const classSetLabelSchema = z.array(z.int());
export const classSetMetadataSchema = z.object({
  'class-map': z.record(z.string(), z.string()),
  'confidence-map': z.record(z.string(), confidence),
  type: z.enum(['groundtruth/image-classification-multilabel', 'groundtruth/text-classification-multilabel']),
});

/** S3 URI of a PNG whose colours the metadata explains. */
export const maskLabelSchema = z.string().check(z.regex(/^s3:\/\/[^/]+\/.+/, 'must be the S3 URI of a PNG'));
/** A mask with a colour for each object: Ground Truth has no such job, this is the form of a custom template's. */
export const instanceMetadataSchema = z.object({
  'internal-color-map': z.record(
    z.string(),
    z.object({ 'class-name': z.string(), 'hex-color': z.string(), confidence: z.optional(confidence) }),
  ),
  type: z.literal('groundtruth/custom'),
});
export const maskMetadataSchema = z.object({
  'internal-color-map': z.record(
    z.string(),
    z.object({ 'class-name': z.string(), 'hex-color': z.string(), confidence: z.optional(confidence) }),
  ),
  type: z.literal('groundtruth/semantic-segmentation'),
});
