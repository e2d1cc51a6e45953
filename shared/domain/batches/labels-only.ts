import type { DatasetHead } from '../../contracts/dataset.ts';
import type { Project } from '../../contracts/project.ts';
import { LABEL_TASKS } from '../answer-kinds/tasks/task-types.ts';
import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';

type Trained = Pick<Project, 'project' | 'taskType' | 'training'>;

/** `training.algorithm` of a project that ends with its dataset. */
export const NO_ALGORITHM = 'none';

const OURS = new Set(Object.values(LABEL_TASKS).flatMap(({ algorithms }) => algorithms));

/**
 * Why a project ends with its dataset, for people: it names an algorithm that learns from other labels. Null: it
 * trains, or names what training itself will refuse.
 */
export function whyNoTraining({ project, taskType, training: { algorithm } }: Trained): string | null {
  const { algorithms, exports } = LABEL_TASKS[taskType];
  if (algorithms.length === 0)
    return `no built-in algorithm learns ${taskType}; what comes out are its dataset versions, and ${exports.join(', ')} beside them where exports says so`;
  const name = typeof algorithm === 'string' ? algorithm : undefined;
  const trains = `\`labelloop config ${project} training.algorithm=${algorithms[0]}\` trains from the next labels on`;
  if (name === NO_ALGORITHM) return `training.algorithm is ${NO_ALGORITHM}; ${trains}`;
  if (name !== undefined && (algorithms.includes(name) || !OURS.has(name))) return null;
  // Images that people bring find boxes.
  if (name === undefined && taskType === 'bounding-box') return null;
  return `${name ?? 'the image in training.algorithm'} does not learn ${taskType}; ${trains}`;
}

/** What comes of a batch instead of a training, for people. */
export function labelsOnlyReason(
  bucket: string,
  project: string,
  why: string,
  dataset: DatasetHead | undefined,
): string {
  const head = dataset?.versions.find(({ datasetVersion }) => datasetVersion === dataset.head);
  if (!head) return why;
  const folder = s3Uri(bucket, projectKeys(project).datasetPrefix(head.folder));
  return `labeled dataset version ${head.datasetVersion} is ready at ${folder}; ${why}`;
}
