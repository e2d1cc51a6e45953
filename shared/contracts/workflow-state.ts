import * as z from 'zod/mini';
import { trainingUseSchema } from './training.ts';

/**
 * What `label-train-deploy` carries between its states: references and counts, never data. Each Lambda state has its
 * input and output here; the ASL builds exactly these. All are camelCase; requests to SageMaker keep AWS spelling.
 */

/** The execution's input: derived and immutable, so that starting the same batch twice is the same request. */
export const executionInputSchema = z.strictObject({
  project: z.string(),
  uid: z.string(),
  /**
   * `merge`: the batch's labels are there already, labeling is skipped; `train`: the dataset stands, only training is
   * due.
   */
  mode: z.enum(['label', 'merge', 'train']),
  /** The batch; in `mode: train` the batch that last merged. */
  batchId: z.string(),
  configKey: z.string(),
});
export type ExecutionInput = z.infer<typeof executionInputSchema>;

/** The output of an execution that succeeded. */
export const executionEndSchema = z.looseObject({
  outcome: z.string(),
  reason: z.optional(z.string()),
  modelName: z.optional(z.string()),
  endpointName: z.optional(z.string()),
});
export type ExecutionEnd = z.infer<typeof executionEndSchema>;

/** Every Lambda state gets the execution's input plus ids and the time of the state's entry. */
const stepInput = {
  ...executionInputSchema.shape,
  executionArn: z.string(),
  /** `$states.context.State.EnteredTime`, ISO 8601: the handler's only clock. */
  now: z.string(),
};

export const stepInputSchema = z.strictObject(stepInput);
export type StepInput = z.infer<typeof stepInputSchema>;

/** A CreateTransformJob request for one model, with the name that DescribeTransformJob needs. */
export interface TransformPlan {
  transformJobName: string;
  modelName: string;
  /** Complete CreateTransformJob request, AWS spelling. */
  request: Record<string, unknown>;
}

/**
 * PreparePreLabels: the champion's predictions for the train images of the batch; empty = workers start from nothing.
 */
export interface PreparePreLabelsOutput {
  transforms: TransformPlan[];
}

/** StartLabelingJob: creates the job through the labeling port; running it twice finds the first one's job. */
export interface StartLabelingJobOutput {
  labelingJobName: string;
  /** What the batch takes from the budget. */
  usd: number;
}

/** DescribeLabelingJob: the port's answer, reduced to what the machine decides on. */
export interface DescribeLabelingJobOutput {
  status: string;
  /** Completed, Failed or Stopped. */
  settled: boolean;
  /** Settled with an output manifest that may hold labels. */
  usable: boolean;
  totalLabeled: number;
  unlabeled: number;
  reason: string;
  /** Since the job was created. */
  ageSeconds: number;
}

export interface MergeLabelsOutput {
  datasetVersion: number;
  newLabels: number;
  requeued: number;
  needsAttention: number;
  train: number;
  validation: number;
}

/** ClaimTraining: `train` holds the claim; `notDue` says why not (for people); `coalesced`: somebody else trains it. */
export interface ClaimTrainingOutput {
  decision: 'train' | 'notDue' | 'coalesced';
  reason: string;
  fence: number;
  datasetVersion: number;
  /** What the training costs if it takes all the time it may; 0 when none starts. */
  usd: number;
}

export const prepareTrainingInputSchema = z.strictObject({
  ...stepInput,
  fence: z.int(),
  datasetVersion: z.int(),
  redriveCount: z.int(),
  /** From 1; grows when SageMaker had no capacity. */
  attempt: z.int(),
});
export type PrepareTrainingInput = z.infer<typeof prepareTrainingInputSchema>;

/** PrepareTraining: complete requests (AWS spelling); ModelDataUrl of the model is filled from DescribeTrainingJob. */
export interface PrepareTrainingOutput {
  trainingJobName: string;
  trainingRequest: Record<string, unknown>;
  modelName: string;
  /** CreateModel request without PrimaryContainer.ModelDataUrl. */
  modelRequest: { ModelName: string; PrimaryContainer: Record<string, unknown> } & Record<string, unknown>;
  validationHash: string;
  /** The challenger's transform, and the champion's where its predictions on this validation set are missing. */
  transforms: TransformPlan[];
  championModelName: string | null;
}

export const scoreModelInputSchema = z.strictObject({
  ...stepInput,
  fence: z.int(),
  datasetVersion: z.int(),
  trainingJobName: z.string(),
  modelName: z.string(),
  validationHash: z.string(),
  championModelName: z.nullable(z.string()),
  /** Absent in executions that began before 0.2. */
  training: z.optional(trainingUseSchema),
});
export type ScoreModelInput = z.infer<typeof scoreModelInputSchema>;

export interface ScoreModelOutput {
  decision: 'deploy' | 'keep';
  reason: string;
  metric: string;
  score: number;
  others: Record<string, number>;
  /** Executions that began when every model found boxes hand these to PromoteModel. */
  map50: number;
  map5095: number;
  endpointName: string;
  /** The owner's, for CreateEndpoint. */
  endpointTags: Array<{ Key: string; Value: string }>;
  endpointConfigName: string;
  /** Complete CreateEndpointConfig request. */
  endpointConfigRequest: Record<string, unknown>;
  /** How UpdateEndpoint moves the requests; absent: at once. */
  deploymentConfig?: Record<string, unknown>;
  /** The config to go back to when the smoke test fails; null = there was no endpoint. */
  previousEndpointConfigName: string | null;
  /** Image and boxes that the smoke test expects, by reference. */
  smokeTestKey: string;
  approval: 'automatic' | 'manual';
  /** Complete CreateModelPackageGroup request. */
  modelPackageGroupRequest: Record<string, unknown>;
  /** CreateModelPackage request without its container. */
  modelPackageRequest: Record<string, unknown>;
}

export const smokeTestInputSchema = z.strictObject({
  ...stepInput,
  endpointName: z.string(),
  smokeTestKey: z.string(),
});
export type SmokeTestInput = z.infer<typeof smokeTestInputSchema>;

export interface SmokeTestOutput {
  matched: number;
  expected: number;
}

export const promoteModelInputSchema = z.strictObject({
  ...stepInput,
  fence: z.int(),
  datasetVersion: z.int(),
  trainingJobName: z.string(),
  modelName: z.string(),
  endpointName: z.string(),
  endpointConfigName: z.string(),
  /** Absent in executions that began when every model found boxes; see `map50`. */
  metric: z.optional(z.string()),
  score: z.optional(z.number()),
  others: z.optional(z.record(z.string(), z.number())),
  map50: z.optional(z.number()),
  map5095: z.optional(z.number()),
});
export type PromoteModelInput = z.infer<typeof promoteModelInputSchema>;

/** PromoteModel throws StaleFenceError when a newer claim exists (ASL: Superseded, Succeed). */
export interface PromoteModelOutput {
  promoted: true;
}

export const releaseTrainingInputSchema = z.strictObject({
  ...stepInput,
  fence: z.int(),
  datasetVersion: z.int(),
  /** Trainings that this execution has done. */
  loops: z.int(),
});
export type ReleaseTrainingInput = z.infer<typeof releaseTrainingInputSchema>;

/** ReleaseTraining: `again` keeps the claim, because a newer dataset waited; `successor`: started another execution. */
export interface ReleaseTrainingOutput {
  again: boolean;
  datasetVersion: number;
}

export const recordFailureInputSchema = z.strictObject({
  ...stepInput,
  failedState: z.string(),
  error: z.string(),
  cause: z.string(),
});
export type RecordFailureInput = z.infer<typeof recordFailureInputSchema>;

/** `projects/<project>/failures/<execution>.json`: one per execution, whoever recorded it. */
export const failureSchema = z.strictObject({
  version: z.literal(1),
  executionArn: z.string(),
  batchId: z.string(),
  failedState: z.string(),
  error: z.string(),
  cause: z.string(),
  /** The last lines that a training printed which failed. */
  log: z.optional(z.array(z.string())),
  at: z.string(),
  /** Who wants nothing of it tried again; absent: nobody said so. */
  givenUp: z.optional(z.strictObject({ by: z.string(), note: z.string(), at: z.string() })),
});
export type Failure = z.infer<typeof failureSchema>;

/**
 * `projects/<project>/recoveries/<execution>.json`: what followed from the failure of that name; none = it is still to
 * come.
 */
export interface Recovery {
  version: 1;
  /**
   * `restarted`: by the execution `next`; `requeued`: the images wait for another batch; `givenUp`: they ask for a
   * person; `none`: labeling had ended well.
   */
  decision: 'restarted' | 'requeued' | 'givenUp' | 'none';
  next: string | null;
  /** ISO 8601. */
  at: string;
}
