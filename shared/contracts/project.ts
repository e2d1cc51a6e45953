import * as z from 'zod/mini';
import { automaticLabelingSchema } from './automatic-labeling.ts';
import { captureSettingsSchema } from './capture.ts';
import { exportFormatSchema } from './export-formats.ts';
import { feedbackSettingsSchema } from './feedback.ts';
import { ownAlgorithmSchema } from './own-algorithm.ts';
import { PROJECT_NAME } from './project-name.ts';
import { type RolloutSettings, rolloutSettingsSchema } from './rollout.ts';
import { TEXT_TASK_TYPES, type TextTaskType } from './text-tasks.ts';

/** The task types of our projects; Ground Truth's own names for them are in `labeling-engine/`. */
export const taskTypeSchema = z.enum([
  'bounding-box',
  'semantic-segmentation',
  'image-classification',
  'image-classification-multi-label',
  'polygon',
  'instance-segmentation',
  'keypoints',
  ...TEXT_TASK_TYPES,
]);
export type TaskType = z.infer<typeof taskTypeSchema>;
export type ImageTaskType = Exclude<TaskType, TextTaskType>;
const positiveInteger = z.int().check(z.gte(1));
/** What AWS allows in a tag. */
const tagValue = z
  .string()
  .check(z.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u, 'must be letters, digits, spaces and _.:/=+-@'));
const fraction = z.number().check(z.gte(0), z.lte(1));

const settings = z.strictObject({
  version: z.literal(1),
  project: z.string().check(z.regex(PROJECT_NAME, 'must be 1-24 characters of a-z, 0-9 and -')),
  /** Random, six of [a-z0-9], made at `init`: names of jobs can never be reused, not even by a re-created project. */
  uid: z.string().check(z.regex(/^[a-z0-9]{6}$/)),
  taskType: taskTypeSchema,
  /** Order = class ids; append-only. */
  labels: z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.minLength(1), z.maxLength(50)),
  title: z.string().check(z.minLength(1), z.maxLength(128)),
  description: z.string().check(z.minLength(1), z.maxLength(255)),
  instructions: z.strictObject({
    short: z.string(),
    full: z.string(),
    goodExamples: z.array(z.string()),
    badExamples: z.array(z.string()),
  }),
  batch: z.strictObject({
    maxImages: positiveInteger,
    quietMinutes: z.number().check(z.gt(0)),
    maxAgeHours: z.number().check(z.gt(0)),
  }),
  labeling: z.strictObject({
    /** A work team's ARN, or the bare name of a private one in the account and region that labelloop runs in. */
    workteamArn: z
      .string()
      .check(
        z.regex(
          /^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:workteam\/.+|[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62})$/,
          "must be a work team's ARN or the name of a private one",
        ),
      ),
    workersPerObject: z.int().check(z.gte(1), z.lte(9)),
    /**
     * Workers asked at first; one more only where their answers do not suffice. null = always all of
     * `workersPerObject`.
     */
    fewestWorkers: z.optional(z.nullable(z.int().check(z.gte(1), z.lte(9)))),
    /**
     * S3 URI of a manifest in this project's own form whose labels are known to be right: hidden among the tasks. null
     * = none.
     */
    gold: z.optional(z.nullable(z.string().check(z.regex(/^s3:\/\/[^/]+\/.+/, 'must look like s3://bucket/key')))),
    /** Whether workers are shown at once how they did on a known image. */
    goldFeedback: z.optional(z.boolean()),
    /** Whom a paused worker shall ask. null = the person who invited them. */
    contact: z.optional(z.nullable(tagValue)),
    /**
     * Frames of one video are labeled together, objects followed through so many of them in a task. null = one by one.
     */
    video: z.optional(z.nullable(z.strictObject({ framesPerTask: z.int().check(z.gte(2), z.lte(2000)) }))),
    /** Projects of key points: what the points, which are the labels, are points of. Absent: of one object an image. */
    keypoints: z.optional(
      z.strictObject({
        /** What objects are called in exports. */
        object: z.string().check(z.minLength(1), z.maxLength(256)),
        /** Pairs of labels that are joined by a line. */
        skeleton: z.array(z.tuple([z.string(), z.string()])).check(z.maxLength(500)),
        /** Whether an image may have several objects, which workers tell apart. */
        severalObjects: z.boolean(),
      }),
    ),
    /** Whether parts of a text that are labeled may overlap. Absent = they may not. */
    allowOverlaps: z.optional(z.boolean()),
    /** Lets a model label what it is sure of, from the first batch on; null = people label everything. */
    automatic: z.optional(z.nullable(automaticLabelingSchema)),
    taskTimeLimitSeconds: z.int().check(z.gte(30), z.lte(28_800)),
    taskAvailabilitySeconds: z.int().check(z.gte(60), z.lte(2_592_000)),
    preLabel: z.boolean(),
    maxAttempts: positiveInteger,
    /** USD; labeling stops claiming images when this is spent. null = no limit. */
    budgetUsd: z.nullable(z.number().check(z.gte(0))),
    /**
     * USD that a worker gets for one answer, counted by the budget beside the fee of an image. Absent = 0, a private
     * team.
     */
    pricePerAnswerUsd: z.optional(z.number().check(z.gte(0))),
  }),
  /** Share of the images held out for validation, chosen by hash at ingest. */
  validationFraction: z.number().check(z.gt(0), z.lt(1)),
  training: z.strictObject({
    /** Name of a folder in `algorithms/`, or an image that people bring. */
    algorithm: z.union([z.string().check(z.minLength(1)), ownAlgorithmSchema]),
    /** S3 URI of a person's own backbone, an ONNX file (docs/pretrained.md). null = the project's own. */
    backbone: z.optional(z.nullable(z.string().check(z.regex(/^s3:\/\/[^/]+\/.+/, 'must look like s3://bucket/key')))),
    /** S3 URI of the weights that an algorithm of people's own, or a built-in one, begins with. null = random ones. */
    weights: z.optional(z.nullable(z.string().check(z.regex(/^s3:\/\/[^/]+\/.+/, 'must look like s3://bucket/key')))),
    instanceType: z.string(),
    spot: z.boolean(),
    maxRuntimeSeconds: positiveInteger,
    hyperparameters: z.record(z.string(), z.string()),
    /** Train again only when at least this many labeled images are new since the last training. */
    minNewLabels: positiveInteger,
    /** Never train on fewer labeled images than this. */
    minImages: positiveInteger,
    maxStartsPerDay: positiveInteger,
    /**
     * `manual`: a model that passed the gate goes live when somebody approves its package in the model registry
     * (`labelloop models approve`). Absent = automatic.
     */
    approval: z.optional(z.enum(['automatic', 'manual'])),
    /**
     * USD; no training that could exceed it begins, so no new model is deployed. Labeling goes on. Absent or null = no
     * limit.
     */
    maxUsdPerMonth: z.optional(z.nullable(z.number().check(z.gte(0)))),
  }),
  gate: z.strictObject({
    /**
     * `evidence`: a model goes live when the validation images show that it is good enough or better; `notWorse` (also
     * where nothing is said): when it scores so.
     */
    policy: z.optional(z.enum(['evidence', 'notWorse'])),
    /**
     * The first model must reach this score to be deployed: mAP@.5 of boxes, accuracy or macro F1 of classes, mean IoU
     * of masks and outlines.
     */
    minimumScore: z.optional(fraction),
    /** The older name of `minimumScore`, which is heard where that is absent. */
    minimumMap50: z.optional(fraction),
    /** A challenger may be worse than the champion by at most this (0 = must not be worse). */
    tolerance: fraction,
  }),
  endpoint: z.strictObject({
    name: z.string().check(z.regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/)),
    mode: z.enum(['serverless', 'real-time']),
    memorySizeInMB: z.int(),
    maxConcurrency: positiveInteger,
    instanceType: z.string(),
    /** How many machines a real-time endpoint has; absent: one. */
    instanceCount: z.optional(positiveInteger),
    /** How a real-time endpoint moves to a new model; absent or null: at once, when the new one is healthy. */
    rollout: z.optional(z.nullable(rolloutSettingsSchema)),
  }),
  /** What of the endpoint's questions and answers is kept; absent or null: nothing. */
  capture: z.optional(z.nullable(captureSettingsSchema)),
  /** Which images come back from production to be labeled; absent: the defaults for those who send; null: none. */
  feedback: z.optional(z.nullable(feedbackSettingsSchema)),
  /** Export formats written beside each dataset version. */
  exports: z.array(exportFormatSchema),
  /** Gets a POST for each thing that happens (`contracts/webhook.ts`); null = nobody is told. */
  webhookUrl: z.nullable(
    z
      .string()
      .check(z.refine((text) => /^https?:/.test(text) && URL.canParse(text), 'must be an http:// or https:// address')),
  ),
});

const isInParts = (rollout: RolloutSettings | null | undefined) => rollout && rollout.shifting !== 'allAtOnce';

/** `projects/<project>/project.json`: what people decide about a project. Each batch freezes a snapshot of it. */
export const projectSchema = settings.check(
  z.refine(({ capture, endpoint }) => !capture || endpoint.mode === 'real-time', {
    path: ['capture'],
    message: 'needs endpoint.mode real-time: SageMaker keeps nothing that serverless endpoints are asked',
  }),
  z.refine(({ endpoint }) => !endpoint.rollout || endpoint.mode === 'real-time', {
    path: ['endpoint', 'rollout'],
    message: 'needs endpoint.mode real-time: SageMaker moves serverless endpoints at once',
  }),
  z.refine(({ endpoint: { rollout, instanceCount = 1 } }) => !isInParts(rollout) || instanceCount > 1, {
    path: ['endpoint', 'instanceCount'],
    message: 'must be 2 or more for canary and linear: a part of the requests moves to half of the machines at most',
  }),
);
export type Project = z.infer<typeof projectSchema>;
