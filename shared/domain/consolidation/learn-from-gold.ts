import type { ConsolidationResponse, GoldPayloadObject } from '../../contracts/ground-truth-events.ts';
import type { WorkerState } from '../../contracts/worker-state.ts';
import type { WorkerAnswer } from '../answer-kinds/worker-answer.ts';
import type { PngCodec } from '../images/png-pixels.ts';
import { boundsOf, type Point } from '../shapes/polygon-raster.ts';
import { emptyCalibration } from './calibration.ts';
import { consolidatePayload, type LabelContext } from './consolidate-payload.ts';
import { type Gold, type Judged, judgeByGold } from './judge-by-gold.ts';

/**
 * What answers to known objects teach: about the workers as any answers do, and how often a label of such a confidence is right.
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
  const { response, contribution } = consolidatePayload(payload, context, uncalibrated, codec);
  const gold: Gold = Object.fromEntries(
    payload.flatMap(({ datasetObjectId, truth }) => (truth ? [[datasetObjectId, truth]] : [])),
  );
  return { ...contribution, calibration: judgeByGold(judgedLabels(response, context), gold) };
}

/** What gold can judge of a response: boxes, polygons by their bounds, classes. */
function judgedLabels(
  response: ConsolidationResponse,
  { labels, labelAttributeName }: Pick<LabelContext, 'labels' | 'labelAttributeName'>,
): Judged[] {
  return response.map(({ datasetObjectId, consolidatedAnnotation: { content } }) => {
    const metadata = content[`${labelAttributeName}-metadata`] as {
      objects?: Array<{ confidence: number }>;
      'class-name'?: string;
      confidence?: number;
    };
    const value = content[labelAttributeName] as { annotations?: WrittenShape[] } | undefined;
    const shapes = (value?.annotations ?? []).flatMap(({ class_id, vertices, ...box }, at) => {
      const { left, top, width, height } = vertices ? boundsOf(vertices) : box;
      if (left === undefined || top === undefined || width === undefined || height === undefined) return [];
      const confidence = metadata.objects?.[at]?.confidence ?? 0;
      return { label: labels[class_id]!, left, top, width, height, confidence };
    });
    const name = metadata['class-name'];
    return {
      objectId: datasetObjectId,
      shapes,
      ...(name !== undefined && { label: { label: name, confidence: metadata.confidence ?? 0 } }),
    };
  });
}

interface WrittenShape {
  class_id: number;
  vertices?: Point[];
  left?: number;
  top?: number;
  width?: number;
  height?: number;
}

/** A known answer in the form that judges a label; undefined for masks and class sets. */
export function truthOf(known: WorkerAnswer): Gold[string] | undefined {
  if (known.kind === 'boxes') return { boundingBoxes: known.boxes };
  if (known.kind === 'polygons')
    return { boundingBoxes: known.polygons.map(({ label, vertices }) => ({ label, ...boundsOf(vertices) })) };
  return known.kind === 'label' ? { label: known.label } : undefined;
}
