import { TEXT_REFERENCE_ATTRIBUTE_NAME } from '../../shared/contracts/label-attributes.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { LABEL_TASKS } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import type { ImageRecord } from '../../shared/domain/dataset/image-record.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import type { TaskLabel } from './task-labels/task-label.ts';
import type { UprightFile } from './upright-file.ts';

/** A label and the image that it is of. */
export interface ImportedLabel {
  image: Pick<UprightFile, 'sha256' | 'imageKey'>;
  /** What a text says; absent: an image. */
  text?: string;
  label: TaskLabel;
  /** What the annotators looked for. */
  checkedFor: readonly string[];
  annotatedBy: ImageRecord['annotatedBy'];
  /** ISO 8601 without a zone, where the source says it. */
  createdAt: string | undefined;
}

/** What goes with every label of one import. */
export interface ImportContext {
  bucket: string;
  project: Pick<Project, 'project' | 'taskType'>;
  /** ISO 8601. */
  createdAt: string;
  jobName: string;
}

/** The line that a labeling job of the project's task would have left. */
export function importLine(
  { image, text, label, annotatedBy, createdAt: labeledAt, checkedFor }: ImportedLabel,
  { bucket, project, createdAt, jobName }: ImportContext,
): string {
  const { attribute } = LABEL_TASKS[project.taskType];
  return JSON.stringify({
    ...(text === undefined
      ? { 'source-ref': s3Uri(bucket, image.imageKey) }
      : { source: text, [TEXT_REFERENCE_ATTRIBUTE_NAME]: s3Uri(bucket, image.imageKey) }),
    [attribute]: label.mask ? s3Uri(bucket, projectKeys(project.project).mask(label.mask.sha256)) : label.value,
    [`${attribute}-metadata`]: {
      ...label.metadata,
      'human-annotated': annotatedBy === 'machine' ? 'no' : 'yes',
      'creation-date': (labeledAt ?? createdAt).replace(/Z$/, ''),
      'job-name': jobName,
      'checked-for': checkedFor,
    },
  });
}
