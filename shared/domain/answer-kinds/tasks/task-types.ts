import type { TaskType as ProjectTaskType } from '../../../contracts/project.ts';
import { boundingBox } from './bounding-box.ts';
import { imageClassification } from './image-classification.ts';
import { imageClassificationMultiLabel } from './image-classification-multi-label.ts';
import type { LabelTask, TaskTypeFacts } from './label-task.ts';
import { polygon } from './polygon.ts';
import { semanticSegmentation } from './semantic-segmentation.ts';

/** Every task type of our projects. */
export const LABEL_TASKS: Readonly<Record<ProjectTaskType, LabelTask>> = {
  'bounding-box': boundingBox,
  'semantic-segmentation': semanticSegmentation,
  'image-classification': imageClassification,
  'image-classification-multi-label': imageClassificationMultiLabel,
  polygon,
};

/** Types of labeling jobs that no project of ours has. */
const JOB_TASKS = {
  keypoints: {
    answer: 'keypoints',
    builtInHooks: [],
    labelIsFile: false,
    fewestLabels: 1,
    element: { tag: 'crowd-keypoint' },
  },
  'text-classification': {
    answer: 'label',
    builtInHooks: ['TextMultiClass'],
    labelIsFile: false,
    fewestLabels: 2,
    element: { tag: 'crowd-classifier' },
  },
  'text-classification-multi-label': {
    answer: 'labels',
    builtInHooks: ['TextMultiClassMultiLabel'],
    labelIsFile: false,
    fewestLabels: 2,
    element: { tag: 'crowd-classifier-multi-select' },
  },
  'label-verification': {
    answer: 'label',
    builtInHooks: ['VerificationBoundingBox', 'VerificationSemanticSegmentation'],
    labelIsFile: false,
    fewestLabels: 1,
    element: { tag: 'crowd-image-classifier' },
  },
} as const satisfies Record<string, TaskTypeFacts>;

export type TaskTypeName = ProjectTaskType | keyof typeof JOB_TASKS | 'custom';

/** Every type of labeling job. `custom`: templates of customers with hooks of their own, or none. */
export const TASK_TYPES: Readonly<Record<TaskTypeName, TaskTypeFacts>> = {
  ...LABEL_TASKS,
  ...JOB_TASKS,
  custom: {
    answer: undefined,
    builtInHooks: ['PassThrough'],
    labelIsFile: false,
    fewestLabels: 0,
    element: { tag: 'crowd-form' },
  },
};

/** The types whose answers are of a kind: those that consolidation can make labels of. */
export const CONSOLIDATED_TASKS = (Object.keys(TASK_TYPES) as TaskTypeName[]).filter((name) => TASK_TYPES[name].answer);
