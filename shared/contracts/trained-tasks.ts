import type { ImageTaskType, TaskType } from './project.ts';
import { isOfTexts } from './text-tasks.ts';

/** Types of tasks of images that end with their datasets: no algorithm of ours learns from them. */
type UntrainedTaskType = 'instance-segmentation' | 'keypoints';
/** Those whose labels algorithms of ours learn from. */
export type TrainedTaskType = Exclude<ImageTaskType, UntrainedTaskType>;

export const isTrained = (taskType: TaskType): taskType is TrainedTaskType =>
  !isOfTexts(taskType) && taskType !== 'instance-segmentation' && taskType !== 'keypoints';
