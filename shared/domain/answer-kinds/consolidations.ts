import type { Consolidate } from './answer-kind.ts';
import type { AnswerKindName, AnswerOf, WorkerAnswer } from './answer-kinds.ts';
import { mergeBoxesAnswers } from './boxes.ts';
import { mergeEntitiesAnswers } from './entities.ts';
import { mergeKeypointsAnswers } from './keypoints.ts';
import { mergeLabelAnswers } from './label.ts';
import { mergeLabelsAnswers } from './labels.ts';
import { mergeMaskAnswers } from './mask.ts';
import { mergePolygonsAnswers } from './polygons.ts';
import { mergeTracksAnswers } from './tracks.ts';

/** A kind without a row does not compile. */
const CONSOLIDATIONS: { readonly [Kind in AnswerKindName]: Consolidate<AnswerOf<Kind>> } = {
  boxes: mergeBoxesAnswers,
  entities: mergeEntitiesAnswers,
  keypoints: mergeKeypointsAnswers,
  label: mergeLabelAnswers,
  labels: mergeLabelsAnswers,
  mask: mergeMaskAnswers,
  polygons: mergePolygonsAnswers,
  tracks: mergeTracksAnswers,
};

/** How labels are made of answers of a kind that is only known to be one of them. */
export const consolidationOf = (name: AnswerKindName) => CONSOLIDATIONS[name] as Consolidate<WorkerAnswer>;
