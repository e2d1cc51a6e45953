import * as z from 'zod/mini';
import { TEXT_REFERENCE_ATTRIBUTE_NAME } from './label-attributes.ts';

/**
 * One annotation of a bounding-box label: pixels, origin at the image's left top corner; `class_id` = index into the
 * label categories.
 */
export const boxAnnotationSchema = z.object({
  class_id: z.int(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
  /** Which object of a video it is, as Ground Truth's video labels have it. */
  'object-id': z.optional(z.string()),
  'object-name': z.optional(z.string()),
});
export type BoxAnnotation = z.infer<typeof boxAnnotationSchema>;

/** The value of a bounding-box label attribute, as Ground Truth writes it. */
export const boundingBoxLabelSchema = z.object({
  image_size: z
    .array(z.object({ width: z.number(), height: z.number(), depth: z.optional(z.number()) }))
    .check(z.minLength(1)),
  annotations: z.array(boxAnnotationSchema),
});
export type BoundingBoxLabel = z.infer<typeof boundingBoxLabelSchema>;

/** `<attr>-metadata` of a bounding-box label; `objects` is aligned with `annotations`. */
export const boundingBoxMetadataSchema = z.object({
  /** `candidate`: a box that most workers did not see; it is no part of the label (an addition of ours). */
  objects: z.array(z.object({ confidence: z.optional(z.number()), candidate: z.optional(z.boolean()) })),
  'class-map': z.record(z.string(), z.string()),
  type: z.literal('groundtruth/object-detection'),
  'human-annotated': z.string(),
  'creation-date': z.string(),
  'job-name': z.string(),
});
export type BoundingBoxMetadata = z.infer<typeof boundingBoxMetadataSchema>;

/**
 * A line of an input or output manifest: exactly one of `source-ref` and `source`, any further attributes pass through.
 * A text's line says in one of them which object it is kept as.
 */
export const manifestLineSchema = z.looseObject({
  'source-ref': z.optional(z.string()),
  source: z.optional(z.string()),
  [TEXT_REFERENCE_ATTRIBUTE_NAME]: z.optional(z.string()),
});
export type ManifestLine = z.infer<typeof manifestLineSchema>;

/** S3 URI of the image or text that a line is about; empty where it says none. */
export const referenceOf = (line: ManifestLine): string =>
  line['source-ref'] ?? line[TEXT_REFERENCE_ATTRIBUTE_NAME] ?? '';

// Apart from the schemas: who only needs the names need not load them.
export { LABEL_ATTRIBUTE_NAME, PRE_LABEL_ATTRIBUTE_NAME } from './label-attributes.ts';
