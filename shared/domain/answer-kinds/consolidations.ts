import type { Consolidate } from './answer-kind.ts';
import type { AnswerKindName, AnswerOf, WorkerAnswer } from './answer-kinds.ts';
import { mergeBoxesAnswers } from './boxes.ts';
import { mergeEntitiesAnswers } from './entities.ts';
import { mergeInstancesAnswers } from './instances.ts';
import { mergeKeypointsAnswers } from './keypoints.ts';
import { mergeLabelAnswers } from './label.ts';
import { mergeLabelsAnswers } from './labels.ts';
import { mergeLinesAnswers } from './lines.ts';
import { mergeMaskAnswers } from './mask.ts';
import { mergePolygonsAnswers } from './polygons.ts';
import { mergeTracksAnswers } from './tracks.ts';

/** A kind without a row does not compile. */
const CONSOLIDATIONS: { readonly [Kind in AnswerKindName]: Consolidate<AnswerOf<Kind>> } = {
  boxes: mergeBoxesAnswers,
  entities: mergeEntitiesAnswers,
  instances: mergeInstancesAnswers,
  keypoints: mergeKeypointsAnswers,
  label: mergeLabelAnswers,
  labels: mergeLabelsAnswers,
  lines: mergeLinesAnswers,
  mask: mergeMaskAnswers,
  polygons: mergePolygonsAnswers,
  tracks: mergeTracksAnswers,
};

/** How labels are made of answers of a kind that is only known to be one of them. */
export const consolidationOf = (name: AnswerKindName) => CONSOLIDATIONS[name] as Consolidate<WorkerAnswer>;
