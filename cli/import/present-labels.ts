import type { Project } from '../../shared/contracts/project.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { LABEL_TASKS } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { labelPairs, recordOfLine } from '../../shared/domain/dataset/formats/ground-truth/ground-truth-line.ts';
import { type DatasetProblem, type ImageRecord, problemAt } from '../../shared/domain/dataset/image-record.ts';
import { readTextLine } from '../../shared/domain/texts/text-line.ts';
import { describeChanges } from '../dataset/merge.ts';
import { compareLabels, isChanged } from '../dataset/reports/compare-labels.ts';
import { importLine } from './import-line.ts';
import type { PlannedImage } from './plan-import.ts';

/** Lines of the newest dataset version by image. */
export type PresentLines = ReadonlyMap<string, string>;

/** Where the labels are, and what they are to be. */
export interface ImportTarget {
  bucket: string;
  project: Pick<Project, 'project' | 'taskType' | 'labels'>;
}

/**
 * The images whose present label, if they have one, is not the very one that is brought; date and job do not count.
 * That an image has no line in the file says nothing against a label that it has.
 */
export function changedImages(
  images: readonly PlannedImage[],
  present: PresentLines,
  target: ImportTarget,
): PlannedImage[] {
  return images.filter((image) => {
    const line = present.get(image.image.sha256);
    if (line !== undefined && !image.isListed) return false;
    return line === undefined || substanceOf(line, target) !== substanceOf(broughtLine(image, target), target);
  });
}

const broughtLine = (image: PlannedImage, { bucket, project }: ImportTarget) =>
  importLine(image, { bucket, project, createdAt: '', jobName: '' });

/** What of a line says something about the image. */
function substanceOf(text: string, target: ImportTarget): string {
  if (isOfTexts(target.project.taskType)) return JSON.stringify(textOf(text, target));
  const { kind, shapes, classes, mask, annotatedBy, checkedFor } = readLine(text, target);
  return JSON.stringify([kind, shapes, classes, mask?.ref, annotatedBy, checkedFor]);
}

/** A text's label without its date. */
function textOf(line: string, { project: { taskType } }: ImportTarget) {
  const found = readTextLine(JSON.parse(line) as Record<string, unknown>, LABEL_TASKS[taskType].attribute);
  return { ...found, createdAt: '' };
}

/** The images whose present label says something else: the new one will count, and somebody may want to look. */
export function findConflicts(
  images: readonly PlannedImage[],
  present: PresentLines,
  target: ImportTarget,
  source: string,
): DatasetProblem[] {
  return images.flatMap((image) => {
    const line = present.get(image.image.sha256);
    if (line === undefined) return [];
    const changes = compareLabels(readLine(line, target), readLine(broughtLine(image, target), target));
    if (!isChanged(changes)) return [];
    const reason = `it was labeled before, differently (${describeChanges(changes)}); the new label counts`;
    return [problemAt(source)('noted', 'conflict', reason, image.file.name)];
  });
}

/** A line of a dataset version, which was checked when it was merged, or of an import. */
function readLine(text: string, { project: { taskType, labels } }: ImportTarget): ImageRecord {
  const line = JSON.parse(text) as Record<string, unknown>;
  const { attribute } = LABEL_TASKS[taskType];
  const pair = labelPairs(line).find(({ name }) => name === attribute);
  return recordOfLine(line, pair, labels, () => {})!;
}
