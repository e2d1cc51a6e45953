import type { TrainedTaskType } from '../../contracts/trained-tasks.ts';
import { masks, outlines } from './area-models.ts';
import { classSets, oneClass } from './class-models.ts';
import type { ModelKind } from './model-kind.ts';

/** Every type of task that trains and finds no boxes: those have more to them (`evaluation.ts`). */
export type KindTask = Exclude<TrainedTaskType, 'bounding-box'>;

export const MODEL_KINDS: Readonly<Record<KindTask, ModelKind<unknown>>> = {
  'image-classification': oneClass as ModelKind<unknown>,
  'image-classification-multi-label': classSets as ModelKind<unknown>,
  'semantic-segmentation': masks as ModelKind<unknown>,
  polygon: outlines as ModelKind<unknown>,
};
