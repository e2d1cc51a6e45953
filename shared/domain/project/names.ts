import { PROJECT_NAME } from '../../contracts/project-name.ts';
import { InvalidDocumentError } from '../../errors.ts';

/**
 * Names of AWS resources. They carry the project's random uid, because labeling, training and transform job names can
 * never be used again in an account; and redrive and attempt, because a redriven execution must not meet its own failed
 * job.
 */
export interface BatchId {
  project: string;
  uid: string;
  batchId: string;
}

export const isProjectName = (name: string) => PROJECT_NAME.test(name);

/** Batch 7 is `b000007`: sorts by age as text. */
export const batchIdOf = (number: number) => `b${String(number).padStart(6, '0')}`;

const base = ({ project, uid, batchId }: BatchId) => `${project}-${uid}-${batchId}`;

/** <= 39 characters. */
export const labelingJobName = (id: BatchId) => base(id);

/** The execution that labels the batch: named as its labeling job, with `-n<attempt>` when it is not the first. */
export const batchExecutionName = (id: BatchId, attempt = 1) => (attempt === 1 ? base(id) : `${base(id)}-n${attempt}`);

/** Batch and attempt of a project's execution; undefined for one that only trains, and for other projects'. */
export function parseBatchExecutionName(
  project: string,
  name: string,
): { batchId: string; attempt: number } | undefined {
  const match = /^-[a-z0-9]{6}-(b\d{6})(?:-n(\d+))?$/.exec(name.slice(project.length));
  return match && name.startsWith(project) ? { batchId: match[1]!, attempt: Number(match[2] ?? 1) } : undefined;
}

/** Whether the execution, of whichever kind, is the project's. */
export const isExecutionOf = (project: string, name: string) =>
  name.startsWith(project) && /^-[a-z0-9]{6}-b\d{6}(-|$)/.test(name.slice(project.length));

/**
 * Executions that only train are named by the dataset version that wants it, the claim, and how many failed since the
 * last good training: one that ended without taking the claim would keep its name, and with it every later one, for 90
 * days.
 */
export const trainingExecutionName = (id: BatchId, datasetVersion: number, fence: number, failures: number) =>
  `${base(id)}-train-v${datasetVersion}-f${fence}${failures === 0 ? '' : `-n${failures + 1}`}`;

/** What one try at training is told apart by: the claim (another execution has another one), redrive and attempt. */
export interface TrainingTry {
  datasetVersion: number;
  fence: number;
  redriveCount: number;
  attempt: number;
}

/** <= 63 characters: `<project>-<uid>-<batch>-v<version>-f<fence>r<redrive>a<attempt>`. */
export const trainingJobName = (id: BatchId, { datasetVersion, fence, redriveCount, attempt }: TrainingTry) =>
  `${base(id)}-v${datasetVersion}-f${fence}r${redriveCount}a${attempt}`;

/** The dataset version that a training job's name, or a model's, speaks of; NaN for names of other make. */
export const datasetVersionOf = (name: string) => Number(/-v(\d+)-f\d+r\d+a\d+$/.exec(name)?.[1]);

/** A model, its endpoint config and its training job share one name: they are one thing in three services. */
export const modelName = (trainingJob: string) => trainingJob;

/** `<model>-c<first 8 of the hash>`: the same model where its endpoint keeps another share of what it is asked. */
export const captureConfigName = (model: string, settingsHash: string) =>
  `${model.slice(0, 53)}-c${settingsHash.slice(0, 8)}`;

/** `<model>-<first 8 of the hash>`: predictions of one model on one set of images. */
export const transformJobName = (model: string, imagesHash: string) =>
  `${model.slice(0, 54)}-${imagesHash.slice(0, 8)}`;

/**
 * The one variant of each of a stage's endpoints. Blue/green updates need the same name again; and since no other stage
 * has it, an alarm that names it watches this stage's endpoints alone.
 * @param prefix of the stage, e.g. `labelloop-dev`
 */
export const variantNameOf = (prefix: string) => prefix.slice(0, 63);

/**
 * The endpoint that a project deploys to: all of a stage's endpoints begin with its prefix, so that its roles can be
 * kept off everybody else's.
 * @param prefix of the stage, e.g. `labelloop-dev`
 * @param name from project.json, with or without the prefix
 * @throws InvalidDocumentError when SageMaker would not take the name
 */
export function endpointNameOf(prefix: string, name: string): string {
  const full = name.startsWith(`${prefix}-`) ? name : `${prefix}-${name}`;
  if (full.length > 63)
    throw new InvalidDocumentError(
      `project.json: endpoint.name: ${full} has ${full.length} characters, SageMaker takes 63`,
    );
  return full;
}

/**
 * The state machine of the stack that owns the bucket: several stages may share an account.
 * @param bucket `<stack>-<account>[-<region>]`
 */
export const stateMachineNameOf = (bucket: string) => `${prefixOfBucket(bucket)}-label-train-deploy`;

/** What the names of the bucket's stack begin with. @param bucket `<stack>-<account>[-<region>]` */
export const prefixOfBucket = (bucket: string) => bucket.replace(/-\d{12}(-[a-z0-9-]+)?$/, '');
