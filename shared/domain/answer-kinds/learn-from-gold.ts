import type { GoldPayloadObject } from '../../contracts/ground-truth-events.ts';
import type { WorkerState } from '../../contracts/worker-state.ts';
import { emptyCalibration } from '../consolidation/calibration.ts';
import { countClaims } from '../consolidation/judge-by-gold.ts';
import type { PngCodec } from '../images/png-pixels.ts';
import type { Fields } from './answer-kind.ts';
import { kindOf } from './answer-kinds.ts';
import { consolidatePayload, type LabelContext } from './consolidate-payload.ts';

/**
 * What answers to known objects teach: about the workers as any answers do, and how often a label of such a confidence
 * is right.
 * @param payload objects with several workers' answers each, and the truth where it can be compared
 */
export function learnFromGold(
  payload: readonly GoldPayloadObject[],
  context: LabelContext,
  state: WorkerState,
  codec: PngCodec,
): WorkerState {
  // Gold judges what consolidation says by itself.
  const uncalibrated = { ...state, calibration: emptyCalibration() };
  const { response, contribution, outcomes } = consolidatePayload(payload, context, uncalibrated, codec);
  const { labels, labelAttributeName } = context;
  const truths = new Map(payload.map(({ datasetObjectId, truth }) => [datasetObjectId, truth]));
  const kinds = new Map(outcomes.map(({ datasetObjectId, kind }) => [datasetObjectId, kind]));
  const claims = response.flatMap(({ datasetObjectId, consolidatedAnnotation: { content } }) => {
    const [truth, kind] = [truths.get(datasetObjectId), kinds.get(datasetObjectId)];
    if (!truth || !kind) return [];
    const metadata = content[`${labelAttributeName}-metadata`] as Fields;
    return kindOf(kind).judge({ value: content[labelAttributeName], metadata }, truth, labels);
  });
  return { ...contribution, calibration: countClaims(claims) };
}
