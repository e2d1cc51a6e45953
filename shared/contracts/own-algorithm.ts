import * as z from 'zod/mini';

/** What an image that keeps SageMaker's contract is given to learn from (`docs/algorithms.md` has each layout). */
export const CHANNEL_FORMATS = ['augmented-manifest', 'coco', 'yolo', 'voc'] as const;
export type ChannelFormat = (typeof CHANNEL_FORMATS)[number];

/** How an image's model says what it found. */
export const ANSWER_NAMES = ['labelloop', 'sagemaker-object-detection', 'coco'] as const;

/** SageMaker's limit for CreateTrainingJob and CreateModel. */
const imageUri = z
  .string()
  .check(
    z.maxLength(255),
    z.regex(
      /^[a-zA-Z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
      'must be the URI of a container image, e.g. 123456789012.dkr.ecr.eu-west-1.amazonaws.com/yolo:1',
    ),
  );

/** An algorithm that is not labelloop's: the image that people bring, and what passes between labelloop and it. */
export const ownAlgorithmSchema = z.strictObject({
  /** Trains and serves. */
  image: imageUri,
  /** Trains, where another image serves. */
  trainImage: z.optional(imageUri),
  channels: z.enum(CHANNEL_FORMATS),
  /** Only augmented manifests can be streamed. Default: File. */
  inputMode: z.optional(z.enum(['File', 'Pipe'])),
  answer: z.enum(ANSWER_NAMES),
  /** Expressions with one group each that find numbers in the training's output, by the metric's name. */
  metrics: z.optional(
    z
      .record(z.string().check(z.minLength(1), z.maxLength(255)), z.string().check(z.minLength(1), z.maxLength(500)))
      .check(z.refine((metrics) => Object.keys(metrics).length <= 40, 'SageMaker takes 40 metrics')),
  ),
});
export type OwnAlgorithm = z.infer<typeof ownAlgorithmSchema>;

/**
 * `algorithm.json` in a folder that holds such an algorithm: all but the name of the image, and what people should
 * know.
 */
export const algorithmFileSchema = z.strictObject({
  ...ownAlgorithmSchema.shape,
  image: z.optional(imageUri),
  /** One sentence. */
  about: z.optional(z.string()),
  /** Its licence, as SPDX says it, where choosing it binds people. */
  license: z.optional(z.string()),
  /** Values where a project says nothing, all as text. */
  hyperparameters: z.optional(z.record(z.string(), z.string())),
  /** Values with which `labelloop algorithms check` trains on twelve small images in seconds. */
  checkHyperparameters: z.optional(z.record(z.string(), z.string())),
});
export type AlgorithmFile = z.infer<typeof algorithmFileSchema>;
