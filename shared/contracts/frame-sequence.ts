import * as z from 'zod/mini';

/** Frames of a sequence, as Ground Truth takes them: "Video Frame Input Data", Developer Guide. */
const MOST_FRAMES = 2000;

/** The file that a line's `source-ref` names in jobs of video frames; the frames lie below `prefix`. */
export const frameSequenceSchema = z
  .looseObject({
    'seq-no': z.optional(z.union([z.number(), z.string()])),
    prefix: z.string().check(z.regex(/^s3:\/\/[^/]+\/(.*\/)?$/, 'must be an S3 URI that ends with /')),
    'number-of-frames': z.int(),
    frames: z
      .array(
        z.looseObject({
          'frame-no': z.int().check(z.minimum(0)),
          'unix-timestamp': z.optional(z.number()),
          frame: z.string().check(z.minLength(1), z.maxLength(1024)),
        }),
      )
      .check(z.minLength(1), z.maxLength(MOST_FRAMES)),
  })
  .check(
    z.refine((sequence) => sequence['number-of-frames'] === sequence.frames.length, {
      path: ['number-of-frames'],
      message: 'must be the number of entries in frames',
    }),
    z.refine((sequence) => new Set(sequence.frames.map(({ frame }) => frame)).size === sequence.frames.length, {
      path: ['frames'],
      message: 'must name each frame once',
    }),
  );
export type FrameSequence = z.infer<typeof frameSequenceSchema>;

const attributes = z.record(z.string(), z.union([z.string(), z.number()]));
const number = z.union([z.number(), z.string().check(z.regex(/^\d+$/))]);

const annotationSchema = z.looseObject({
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
  'class-id': number,
  'label-category-attributes': z.optional(attributes),
  'object-id': z.optional(z.string()),
  'object-name': z.optional(z.string()),
});

const frameSchema = z.looseObject({
  /** Ground Truth's documentation has a number, its files a text. */
  'frame-no': number,
  frame: z.string(),
  annotations: z.array(annotationSchema),
  'frame-attributes': z.optional(attributes),
});

/** `SeqLabel.json`: the label of a sequence. */
export const seqLabelSchema = z.union([
  z.looseObject({ 'tracking-annotations': z.array(frameSchema) }),
  z.looseObject({ 'detection-annotations': z.array(frameSchema) }),
]);
export type SeqLabel = z.infer<typeof seqLabelSchema>;
