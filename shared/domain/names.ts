/**
 * Names of AWS resources. They carry the project's random uid, because labeling, training and transform job names can
 * never be used again in an account; and redrive and attempt, because a redriven execution must not meet its own failed job.
 */
export interface BatchId {
  project: string;
  uid: string;
  batchId: string;
}

/** 1-24 characters of a-z, 0-9 and single or inner hyphens: it becomes part of every resource's name. */
export const isProjectName = (name: string) => /^[a-z0-9](-*[a-z0-9]){0,23}$/.test(name);

/** Batch 7 is `b000007`: sorts by age as text. */
export const batchIdOf = (number: number) => `b${String(number).padStart(6, '0')}`;

const base = ({ project, uid, batchId }: BatchId) => `${project}-${uid}-${batchId}`;

/** Also the execution's name: one execution per batch. <= 39 characters. */
export const labelingJobName = (id: BatchId) => base(id);

/** Executions that only train are named by the dataset version that wants it. */
export const trainingExecutionName = (id: BatchId, datasetVersion: number, fence: number) =>
  `${base(id)}-train-v${datasetVersion}-f${fence}`;

/** <= 63 characters: `<project>-<uid>-<batch>-v<version>-r<redrive>a<attempt>`. */
export const trainingJobName = (id: BatchId, datasetVersion: number, redriveCount: number, attempt: number) =>
  `${base(id)}-v${datasetVersion}-r${redriveCount}a${attempt}`;

/** A model, its endpoint config and its training job share one name: they are one thing in three services. */
export const modelName = (trainingJob: string) => trainingJob;

/** `<model>-<first 8 of the hash>`: predictions of one model on one set of images. */
export const transformJobName = (model: string, imagesHash: string) =>
  `${model.slice(0, 54)}-${imagesHash.slice(0, 8)}`;

/** The variant's name never changes: blue/green updates need the same one. */
export const VARIANT_NAME = 'AllTraffic';
