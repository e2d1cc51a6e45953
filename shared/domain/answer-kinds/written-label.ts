import type { ConsensusBox } from '../consolidation/bounding-boxes.ts';
import type { ConsensusPolygon } from '../consolidation/polygons.ts';
import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { MergedMask } from './mask-answers.ts';
import type { AnsweredObject, ImageSize } from './worker-answer.ts';

/** A label as Ground Truth spells it, before what is common to all metadata. */
export interface Label {
  objectId: string;
  value: unknown;
  metadata: Record<string, unknown>;
}

type Calibrate = (confidence: number) => number;

/**
 * Shapes under this are candidates that most workers did not see. They stay in the label with their low confidence, as Ground
 * Truth keeps every single box, but marked, so that datasets and pre-labels leave them out.
 */
const PART_OF_LABEL = 0.5;
/** Candidates under this say nothing. */
const LEAST_CANDIDATE = 0.01;

const hundredths = (value: number) => Math.round(value * 100) / 100;

const classMap = (ids: number[], labels: readonly string[]) =>
  Object.fromEntries([...new Set(ids)].sort((a, b) => a - b).map((id) => [String(id), labels[id]!]));

/** The size that most workers' pages saw. */
function commonSize(answers: ReadonlyArray<{ size: ImageSize }>) {
  const votes = new Map<string, { size: ImageSize; count: number }>();
  for (const { size } of answers) {
    const key = `${size.width}x${size.height}`;
    votes.set(key, { size, count: (votes.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...votes.values()].sort((a, b) => b.count - a.count);
  return [{ width: first!.size.width, height: first!.size.height, depth: 3 }];
}

/** Ground Truth's own figure for one worker alone is 0. */
function shapeMetadata(shape: { confidence: number }, workers: number, calibrate: Calibrate) {
  if (workers === 1) return { confidence: 0 };
  const confidence = Math.round(calibrate(shape.confidence) * 1e4) / 1e4;
  return shape.confidence >= PART_OF_LABEL ? { confidence } : { confidence, candidate: true };
}

const isWritten = (workers: number) => (shape: { confidence: number }) =>
  workers === 1 || shape.confidence >= LEAST_CANDIDATE;

export function writeBoxes(
  { objectId, boxes }: { objectId: string; boxes: readonly ConsensusBox[] },
  { answers }: AnsweredObject<'boxes'>,
  labels: readonly string[],
  calibrate: Calibrate,
): Label {
  const kept = boxes.filter(isWritten(answers.length));
  const ids = kept.map(({ label }) => labels.indexOf(label));
  return {
    objectId,
    value: {
      image_size: commonSize(answers),
      annotations: kept.map((box, at) => ({ class_id: ids[at]!, ...toHundredths(box) })),
    },
    metadata: {
      objects: kept.map((box) => shapeMetadata(box, answers.length, calibrate)),
      'class-map': classMap(ids, labels),
      type: 'groundtruth/object-detection',
      ...adjustmentStatus(answers),
    },
  };
}

/** Of tasks that began with an earlier label. */
function adjustmentStatus(answers: ReadonlyArray<{ adjusted?: boolean | undefined }>) {
  const adjusted = answers.flatMap((answer) => answer.adjusted ?? []);
  return adjusted.length > 0 && { 'adjustment-status': adjusted.includes(true) ? 'adjusted' : 'unadjusted' };
}

const toHundredths = ({ left, top, width, height }: BoundingBox): BoundingBox => ({
  left: hundredths(left),
  top: hundredths(top),
  width: hundredths(width),
  height: hundredths(height),
});

export function writePolygons(
  { objectId, polygons }: { objectId: string; polygons: readonly ConsensusPolygon[] },
  { answers }: AnsweredObject<'polygons'>,
  labels: readonly string[],
  calibrate: Calibrate,
): Label {
  const kept = polygons.filter(isWritten(answers.length));
  const ids = kept.map(({ label }) => labels.indexOf(label));
  return {
    objectId,
    value: {
      image_size: commonSize(answers),
      annotations: kept.map(({ vertices }, at) => ({
        class_id: ids[at]!,
        vertices: vertices.map(({ x, y }) => ({ x: hundredths(x), y: hundredths(y) })),
      })),
    },
    metadata: {
      objects: kept.map((polygon) => shapeMetadata(polygon, answers.length, calibrate)),
      'class-map': classMap(ids, labels),
      type: 'groundtruth/custom',
    },
  };
}

/** @returns undefined when nobody chose a label */
export function writeClass(
  { objectId, label, confidence }: { objectId: string; label: string | undefined; confidence: number },
  { isText, answers }: AnsweredObject<'label'>,
  labels: readonly string[],
  calibrate: Calibrate,
): Label | undefined {
  if (label === undefined) return undefined;
  const comments = answers.flatMap(({ comment }) => (comment ? { comment } : []));
  return {
    objectId,
    value: labels.indexOf(label),
    metadata: {
      'class-name': label,
      confidence: answers.length > 1 ? hundredths(calibrate(confidence)) : 0,
      type: isText ? 'groundtruth/text-classification' : 'groundtruth/image-classification',
      ...(comments.length > 0 && { 'worker-feedback': comments }),
    },
  };
}

/** Ground Truth's verification jobs write the class's id as a text. */
export const asVerification = ({ objectId, value, metadata }: Label): Label => ({
  objectId,
  value: String(value),
  metadata: { ...metadata, type: 'groundtruth/label-verification' },
});

export function writeClassSet(
  consensus: { objectId: string; labels: string[]; confidences: Record<string, number> },
  { isText, answers }: AnsweredObject<'labels'>,
  labels: readonly string[],
  calibrate: Calibrate,
): Label {
  const ids = consensus.labels.map((label) => labels.indexOf(label));
  return {
    objectId: consensus.objectId,
    value: ids,
    metadata: {
      'class-map': classMap(ids, labels),
      'confidence-map': Object.fromEntries(
        consensus.labels.map((label, at) => [
          String(ids[at]!),
          answers.length > 1 ? hundredths(calibrate(consensus.confidences[label] ?? 0)) : 0,
        ]),
      ),
      type: `groundtruth/${isText ? 'text' : 'image'}-classification-multilabel`,
    },
  };
}

export function writeMask(
  { objectId, uri, colours, confidences, workers }: MergedMask,
  answered: ReadonlyArray<AnsweredObject<'mask'>>,
  labels: readonly string[],
  calibrate: Calibrate,
): Label {
  const colourMap = Object.entries(confidences).map(([index, confidence]) => [
    index,
    {
      'class-name': index === '0' ? 'BACKGROUND' : labels[Number(index) - 1]!,
      'hex-color': colours[Number(index)]!,
      confidence: workers > 1 ? hundredths(calibrate(confidence)) : 0,
    },
  ]);
  return {
    objectId,
    value: uri,
    metadata: {
      'internal-color-map': Object.fromEntries(colourMap),
      type: 'groundtruth/semantic-segmentation',
      ...adjustmentStatus(answered.find((object) => object.objectId === objectId)?.answers ?? []),
    },
  };
}
