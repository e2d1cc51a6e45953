import type { Project } from '../../shared/contracts/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { LABEL_TASKS } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { uncheckedLabels } from '../../shared/domain/batches/unchecked-labels.ts';
import { readHeadLines } from '../../shared/pipeline/datasets/dataset-version.ts';

/** How one class of a project stands in its newest dataset version. */
export interface ClassStanding {
  /** Its number in every file. */
  id: number;
  label: string;
  /** Labeled images on which somebody looked for it. */
  checked: number;
  /** Labeled images that say nothing of it. */
  unchecked: number;
}

export async function readClasses(
  bucket: string,
  { project, labels, taskType }: Pick<Project, 'project' | 'labels' | 'taskType'>,
): Promise<ClassStanding[]> {
  const lines = await readHeadLines(projectBucket(bucket, project));
  const metadata = `${LABEL_TASKS[taskType].attribute}-metadata`;
  const unchecked = labels.map(() => 0);
  for (const line of lines.values())
    for (const id of uncheckedLabels(JSON.parse(line)[metadata], labels)) unchecked[id] = unchecked[id]! + 1;
  return labels.map((label, id) => ({ id, label, checked: lines.size - unchecked[id]!, unchecked: unchecked[id]! }));
}
