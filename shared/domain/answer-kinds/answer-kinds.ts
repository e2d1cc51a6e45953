import type { AnswerKind } from './answer-kind.ts';
import { type BoxesAnswer, boxes } from './boxes.ts';
import { type EntitiesAnswer, entities } from './entities.ts';
import { type InstancesAnswer, instances } from './instances.ts';
import { type KeypointsAnswer, keypoints } from './keypoints.ts';
import { type LabelAnswer, label } from './label.ts';
import { type LabelsAnswer, labels } from './labels.ts';
import { type LinesAnswer, lines } from './lines.ts';
import { type MaskAnswer, mask } from './mask.ts';
import { type PolygonsAnswer, polygons } from './polygons.ts';
import { type TracksAnswer, tracks } from './tracks.ts';

/** What one worker said of one object, made safe: labels are known ones, shapes lie in the image. */
export type WorkerAnswer =
  | BoxesAnswer
  | PolygonsAnswer
  | KeypointsAnswer
  | LinesAnswer
  | MaskAnswer
  | InstancesAnswer
  | LabelAnswer
  | LabelsAnswer
  | EntitiesAnswer
  | TracksAnswer;

export type AnswerKindName = WorkerAnswer['kind'];
export type AnswerOf<Kind extends AnswerKindName> = Extract<WorkerAnswer, { kind: Kind }>;

/** Every kind of answer. A kind without a row, or a row without a face, does not compile. */
export const ANSWER_KINDS: { readonly [Kind in AnswerKindName]: AnswerKind<AnswerOf<Kind>> } = {
  boxes,
  polygons,
  keypoints,
  lines,
  instances,
  mask,
  label,
  labels,
  entities,
  tracks,
};

/** In the order in which an element's value is tried. */
export const ANSWER_KIND_NAMES = Object.keys(ANSWER_KINDS) as AnswerKindName[];

/** The kind of an answer that is only known to be one of them; what it gets must be of its own kind. */
export const kindOf = (name: AnswerKindName) => ANSWER_KINDS[name] as AnswerKind<WorkerAnswer>;
