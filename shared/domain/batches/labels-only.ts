import type { DatasetHead } from '../../contracts/dataset.ts';
import type { Project } from '../../contracts/project.ts';
import { LABEL_TASKS } from '../answer-kinds/tasks/task-types.ts';
import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';

type Trained = Pick<Project, 'project' | 'taskType' | 'training'>;

const OURS = new Set(Object.values(LABEL_TASKS).flatMap(({ algorithms }) => algorithms));

/**
 * Why a project ends with its dataset, for people: it names an algorithm that learns from other labels. Null: it
 * trains, or names what training itself will refuse.
 */
export function whyNoTraining({ project, taskType, training: { algorithm } }: Trained): string | null {
  const { algorithms } = LABEL_TASKS[taskType];
  const name = typeof algorithm === 'string' ? algorithm : undefined;
  if (name !== undefined && (algorithms.includes(name) || !OURS.has(name))) return null;
  // Images that people bring find boxes.
  if (name === undefined && taskType === 'bounding-box') return null;
  return `${name ?? 'the image in training.algorithm'} does not learn ${taskType}; \`labelloop config ${project} training.algorithm=${algorithms[0]}\` trains from the next labels on`;
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
