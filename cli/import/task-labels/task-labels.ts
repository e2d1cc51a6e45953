import type { ImageTaskType, TaskType } from '../../../shared/contracts/project.ts';
import { isOfTexts } from '../../../shared/contracts/text-tasks.ts';
import { UnsupportedError } from '../../../shared/errors.ts';
import { importedBoxes } from './imported-boxes.ts';
import { importedClass, importedClasses } from './imported-classes.ts';
import { importedInstances } from './imported-instances.ts';
import { importedKeypoints } from './imported-keypoints.ts';
import { importedMask } from './imported-mask.ts';
import { importedOutlines } from './imported-outlines.ts';
import type { TaskLabelReader } from './task-label.ts';

/** How the labels of each type of task of images come in by `drop --labels`. */
const TASK_LABELS: Readonly<Record<ImageTaskType, TaskLabelReader>> = {
  'bounding-box': importedBoxes,
  'semantic-segmentation': importedMask,
  'image-classification': importedClass,
  'image-classification-multi-label': importedClasses,
  polygon: importedOutlines,
  'instance-segmentation': importedInstances,
  keypoints: importedKeypoints,
};

/** @throws UnsupportedError for texts, whose labels come in another way (`drop-labeled-texts.ts`) */
export function taskLabelsOf(taskType: TaskType): TaskLabelReader {
  if (isOfTexts(taskType)) throw new UnsupportedError(`labels of ${taskType} are of no image`);
  return TASK_LABELS[taskType];
}
