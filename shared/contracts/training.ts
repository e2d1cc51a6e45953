import * as z from 'zod/mini';
import { type detectionResponseSchema, predictionSchema } from './detection-response.ts';
import { learningCurveSchema } from './learning-curve.ts';

/** `projects/<project>/training.json` (CAS): who trains, and whether a newer dataset waits. Coalesces trainings. */
export const trainingClaimSchema = z.strictObject({
  version: z.literal(1),
  writerId: z.string(),
  /** ARN of the execution that trains, or null. */
  holder: z.nullable(z.string()),
  /** Grows with each claim; every promotion carries it. */
  fence: z.int(),
  /** Highest dataset version that somebody wants trained; highest that was trained. */
  wanted: z.int(),
  trained: z.int(),
  /** ISO dates of the starts of the last 24 h: the daily cap. */
  starts: z.array(z.string()),
  /** USD of the trainings that began in `month` (`2026-11`, UTC), each with its longest time: the monthly cap. */
  month: z.optional(z.strictObject({ month: z.string(), usd: z.number() })),
  /** Failed trainings since the last good one, and when the last of them failed (ISO): the back-off. */
  failures: z.int(),
  failedAt: z.nullable(z.string()),
});
export type TrainingClaim = z.infer<typeof trainingClaimSchema>;

/** How good a model is on the validation images. */
const scoreShape = {
  /** Name of the score that the gate judges: `mAP50`, `accuracy`, `macroF1`, `meanIoU`. */
  metric: z.string(),
  /** 0..1, more is better. */
  score: z.number(),
  /** Further figures by name: `mAP5095`, `calibrationError`, `boundaryF`, … */
  others: z.record(z.string(), z.number()),
};
export type ModelScore = z.infer<z.ZodMiniObject<typeof scoreShape>>;

/** A document of the time when every model found boxes had `map50` and `map5095`, and `ap50` per label. */
const scoredDocument = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.pipe(z.transform(withNamedScores), z.strictObject({ ...shape, ...scoreShape }));

function withNamedScores(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('map50' in document)) return document;
  const { map50, map5095, ...rest } = document as Record<string, unknown>;
  const perLabel = Object.entries((rest.perLabel ?? {}) as Record<string, { ap50?: number | null }>).map(
    ([label, { ap50, ...counts }]) => [label, { score: ap50, ...counts }],
  );
  return {
    ...rest,
    metric: 'mAP50',
    score: map50,
    others: { mAP5095: map5095 },
    ...(rest.perLabel !== undefined && { perLabel: Object.fromEntries(perLabel) }),
  };
}

/** `projects/<project>/champion.json` (CAS). */
export const championSchema = scoredDocument({
  version: z.literal(1),
  writerId: z.string(),
  fence: z.int(),
  modelName: z.string(),
  trainingJobName: z.string(),
  datasetVersion: z.int(),
  endpointName: z.string(),
  endpointConfigName: z.string(),
  promotedAt: z.string(),
  /** Models that served before, the last one first. */
  earlier: z.optional(z.array(z.string())),
});
export type Champion = z.infer<typeof championSchema>;

/** `deployed-anyway/<modelName>.json`, written once: who put a model into service that the gate had not, and why. */
export const deployedAnywaySchema = z.strictObject({
  version: z.literal(1),
  by: z.string(),
  reason: z.string(),
  /** ISO 8601. */
  at: z.string(),
});
export type DeployedAnyway = z.infer<typeof deployedAnywaySchema>;

/** One box that a model predicts: pixels of the upright image. */
export type Prediction = z.infer<typeof predictionSchema>;

/**
 * `evaluations/<validationHash>/<modelName>/smoke-test.json`: one validation image and the boxes that the gate saw on
 * it.
 */
export const smokeTestSchema = z.strictObject({
  version: z.literal(1),
  /** null: every validation image is larger than the endpoint takes; a blank one is sent, nothing is expected on it. */
  imageKey: z.nullable(z.string()),
  /** Pixels, upright. */
  imageSize: z.strictObject({ width: z.number(), height: z.number() }),
  expected: z.array(predictionSchema),
  /** Where models find no boxes: the answer of the transform that the endpoint must repeat, by reference. */
  answer: z.optional(
    z.strictObject({
      taskType: z.enum([
        'image-classification',
        'image-classification-multi-label',
        'semantic-segmentation',
        'polygon',
      ]),
      labels: z.array(z.string()),
      /** null: whatever it answers to the blank image. */
      answerKey: z.nullable(z.string()),
    }),
  ),
});
export type SmokeTest = z.infer<typeof smokeTestSchema>;

/** What our detector answers per image. */
export type DetectionResponse = z.infer<typeof detectionResponseSchema>;

/**
 * What the built-in object-detection algorithm answers by default: rows of class, confidence, xmin, ymin, xmax, ymax
 * (0..1).
 */
export const normalisedRowsSchema = z.object({
  prediction: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])),
});

/** What it answers to `Accept: application/json;annotation=1`: pixels. */
export const scoredAnnotationsSchema = z.object({
  annotations: z.array(
    z.object({
      class_id: z.number(),
      score: z.number(),
      left: z.number(),
      top: z.number(),
      width: z.number(),
      height: z.number(),
    }),
  ),
});

/**
 * COCO's results: boxes as left, top, width and height in pixels; `category_id` as in the annotations that COCO trains
 * on, from 1.
 */
export const cocoResultsSchema = z.array(
  z.object({
    category_id: z.int(),
    bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    score: z.number(),
  }),
);

/** `evaluations/<validationHash>/<modelName>/evaluation.json`. */
export const evaluationSchema = scoredDocument({
  version: z.literal(1),
  modelName: z.string(),
  validationHash: z.string(),
  images: z.int(),
  /**
   * The score of each label, and how often the label is there (objects, images or pixels); no score where it is never
   * there.
   */
  perLabel: z.record(z.string(), z.strictObject({ score: z.nullable(z.number()), truth: z.int() })),
  /** How often each kind of error was made; a task's models make some of the kinds only. */
  errors: z.strictObject({ missed: z.int(), location: z.int(), label: z.int(), background: z.int() }),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** `evaluations/<validationHash>/<modelName>/decision.json`: what the gate said, for people. */
/** What a training took, as SageMaker tells it. */
export const trainingUseSchema = z.strictObject({
  /** Seconds of training, in all its parts; absent where SageMaker says nothing. */
  seconds: z.optional(z.number()),
  /** What is paid for: fewer than `seconds` on spot capacity. */
  billableSeconds: z.optional(z.number()),
  spot: z.boolean(),
  /** How often its machine was taken away. */
  interruptions: z.int(),
  instanceType: z.optional(z.string()),
});
export type TrainingUse = z.infer<typeof trainingUseSchema>;

export const gateDecisionSchema = z.strictObject({
  version: z.literal(1),
  decision: z.enum(['deploy', 'keep']),
  /** Why it was kept, in one word: a first model that may be good, a challenger that may be better. */
  kept: z.optional(z.enum(['provisional', 'insufficientEvidence'])),
  reason: z.string(),
  challenger: evaluationSchema,
  champion: z.nullable(evaluationSchema),
  /** Paired bootstrap of the difference of scores, 95 % interval; null without a champion. */
  difference: z.nullable(z.strictObject({ mean: z.number(), low: z.number(), high: z.number() })),
  /** Scores of both on the images that the champion was promoted on; null where there are none. */
  known: z.optional(z.nullable(z.strictObject({ images: z.int(), challenger: z.number(), champion: z.number() }))),
  /**
   * Quick models that stand for both, each image judged by one that did not see it; absent where validation images are
   * enough.
   */
  crossValidation: z.optional(
    z.strictObject({
      folds: z.int(),
      challenger: evaluationSchema,
      /** 95 % interval of the score. */
      interval: z.strictObject({ low: z.number(), high: z.number() }),
    }),
  ),
  /** Absent where the algorithm made none. */
  learningCurve: z.optional(learningCurveSchema),
  /** Absent in decisions of before 0.2. */
  training: z.optional(trainingUseSchema),
});
export type GateDecision = z.infer<typeof gateDecisionSchema>;
