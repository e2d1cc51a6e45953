import type { TaskType } from '../../../shared/contracts/project.ts';
import { importedBoxes } from './imported-boxes.ts';
import { importedClass, importedClasses } from './imported-classes.ts';
import { importedMask } from './imported-mask.ts';
import { importedOutlines } from './imported-outlines.ts';
import type { TaskLabelReader } from './task-label.ts';

/** How the labels of each type of task come in by `drop --labels`. */
export const TASK_LABELS: Readonly<Record<TaskType, TaskLabelReader>> = {
  'bounding-box': importedBoxes,
  'semantic-segmentation': importedMask,
  'image-classification': importedClass,
  'image-classification-multi-label': importedClasses,
  polygon: importedOutlines,
};
