import type { TaskType as ProjectTaskType } from '../../../contracts/project.ts';
import type { AnswerKindName } from '../answer-kinds.ts';
import { boundingBox } from './bounding-box.ts';
import { imageClassification } from './image-classification.ts';
import { imageClassificationMultiLabel } from './image-classification-multi-label.ts';
import { instanceSegmentation } from './instance-segmentation.ts';
import { keypointTask } from './keypoints.ts';
import type { LabelTask, TaskTypeFacts } from './label-task.ts';
import { namedEntities } from './named-entities.ts';
import { polygon } from './polygon.ts';
import { semanticSegmentation } from './semantic-segmentation.ts';
import { textClassification } from './text-classification.ts';
import { textClassificationMultiLabel } from './text-classification-multi-label.ts';

const PROJECT_TASKS = {
  'bounding-box': boundingBox,
  'semantic-segmentation': semanticSegmentation,
  'image-classification': imageClassification,
  'image-classification-multi-label': imageClassificationMultiLabel,
  polygon,
  'instance-segmentation': instanceSegmentation,
  keypoints: keypointTask,
  'named-entities': namedEntities,
  'text-classification': textClassification,
  'text-classification-multi-label': textClassificationMultiLabel,
} as const satisfies Record<ProjectTaskType, LabelTask>;

/** Every task type of our projects. Each counts what `shared/contracts/dataset.ts` has for it. */
export const LABEL_TASKS: { readonly [Type in ProjectTaskType]: LabelTask<Type> } = PROJECT_TASKS;

/** Types of labeling jobs that no project of ours has. */
const JOB_TASKS = {
  lines: {
    answer: 'lines',
    builtInHooks: [],
    labelIsFile: false,
    fewestLabels: 1,
    element: { tag: 'crowd-polyline' },
  },
  'video-object-tracking': {
    answer: 'tracks',
    builtInHooks: ['VideoObjectTracking', 'AdjustmentVideoObjectTracking'],
    labelIsFile: true,
    fewestLabels: 1,
    element: { tag: 'crowd-video-frames' },
  },
  'video-object-detection': {
    answer: 'tracks',
    builtInHooks: ['VideoObjectDetection', 'AdjustmentVideoObjectDetection'],
    labelIsFile: true,
    fewestLabels: 1,
    element: { tag: 'crowd-video-frames' },
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

/** Kinds of answers that no type of task asks for: there must be none. */
type NotAskedFor = Exclude<
  AnswerKindName,
  (typeof PROJECT_TASKS)[ProjectTaskType]['answer'] | (typeof JOB_TASKS)[keyof typeof JOB_TASKS]['answer']
>;

/**
 * Every type of labeling job. `custom`: templates of customers with hooks of their own, or none. A kind of answer that
 * no row asks for does not compile: a project's type or a row of `JOB_TASKS` is missing.
 */
export const TASK_TYPES: Readonly<Record<TaskTypeName, TaskTypeFacts>> & Readonly<Record<NotAskedFor, never>> = {
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
