import type { TaskType } from '../../../contracts/project.ts';
import { boundingBox } from './bounding-box.ts';
import { imageClassification } from './image-classification.ts';
import { imageClassificationMultiLabel } from './image-classification-multi-label.ts';
import type { LabelTask } from './label-task.ts';
import { polygon } from './polygon.ts';
import { semanticSegmentation } from './semantic-segmentation.ts';

/** Every task type of our projects. */
export const LABEL_TASKS: Readonly<Record<TaskType, LabelTask>> = {
  'bounding-box': boundingBox,
  'semantic-segmentation': semanticSegmentation,
  'image-classification': imageClassification,
  'image-classification-multi-label': imageClassificationMultiLabel,
  polygon,
};
