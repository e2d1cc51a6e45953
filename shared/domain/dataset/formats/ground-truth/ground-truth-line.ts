import { PRE_LABEL_ATTRIBUTE_NAME } from '../../../../contracts/label-attributes.ts';
import { isObject } from '../../../answer-kinds/fields.ts';
import { ringsBox } from '../../../shapes/polygon.ts';
import { type RunLengthMask, runsBox, runsFill } from '../../../shapes/run-length.ts';
import { bareRecord, type ImageRecord, type MaskFile, type Shape } from '../../image-record.ts';
import {
  className,
  holdAgainst,
  type LabelMetadata,
  type LabelPair,
  type LineFields,
  readImageSize,
  statedConfidence,
  type TellOfLine,
} from './label-parts.ts';
import { isLabelOfPoints, poseOf, readPoints } from './point-labels.ts';

const METADATA = '-metadata';
const BOX_KEYS = 5;

const isVerification = ({ metadata }: LabelPair) => metadata.type === 'groundtruth/label-verification';
const dateOf = ({ metadata }: LabelPair) => String(metadata['creation-date'] ?? '');

/** Every label attribute of a line: those with metadata, and values that can only be a label. */
export function labelPairs(line: LineFields): LabelPair[] {
  const pairs: LabelPair[] = [];
  for (const key in line) {
    if (key.endsWith(METADATA)) {
      const metadata = line[key];
      const name = key.slice(0, -METADATA.length);
      if (isObject(metadata)) pairs.push({ name, value: line[name], metadata });
    } else if (!(key + METADATA in line) && isObject(line[key]) && Array.isArray((line[key] as LineFields).annotations))
      pairs.push({ name: key, value: line[key], metadata: {} });
  }
  return pairs;
}

/**
 * The label that counts: the named attribute, else the newest one that is no verification of another and no starting
 * point for workers. An adjustment job's attribute is newer than the one that it adjusts.
 */
export function choosePair(pairs: readonly LabelPair[], attribute: string | undefined): LabelPair | undefined {
  if (attribute !== undefined) return pairs.find(({ name }) => name === attribute);
  if (pairs.length === 1 && pairs[0]!.name !== PRE_LABEL_ATTRIBUTE_NAME) return pairs[0];
  const wanted = pairs.filter((pair) => pair.name !== PRE_LABEL_ATTRIBUTE_NAME && !isVerification(pair));
  const labeled = wanted.filter(({ value }) => value !== undefined);
  return (labeled.length ? labeled : wanted).reduce<LabelPair | undefined>(
    (best, pair) => (best && isNewer(best, pair) ? best : pair),
    undefined,
  );
}

/**
 * Whether `a` counts instead of `b`. Where both are of one date, places on the image say more than a class of all of
 * it; of two alike the later one on the line counts.
 */
const isNewer = (a: LabelPair, b: LabelPair) =>
  dateOf(a) > dateOf(b) || (dateOf(a) === dateOf(b) && isOfClass(b) && !isOfClass(a));
const isOfClass = ({ metadata }: LabelPair) => metadata['class-name'] !== undefined;

/**
 * One line of a Ground Truth manifest as a record.
 * @param labels class order from outside, for lines whose metadata names no classes and to hold their class maps
 *   against
 * @returns undefined when the line is about nothing that can be referred to
 */
export function recordOfLine(
  line: LineFields,
  chosen: LabelPair | undefined,
  labels: readonly string[] | undefined,
  report: TellOfLine,
): ImageRecord | undefined {
  const ref = line['source-ref'];
  if (typeof ref !== 'string' || ref === '') {
    if (typeof line.source !== 'string' || line.source === '') return undefined;
    return { ...bareRecord(line.source, 'other'), reason: 'a text, not an image', line };
  }
  const record = bareRecord(ref, 'unlabeled');
  const used = 1 + (chosen ? (chosen.value === undefined ? 1 : 2) : 0);
  const keys = Object.keys(line);
  if (keys.length > used)
    record.extra = Object.fromEntries(
      keys
        .filter((key) => key !== 'source-ref' && key !== chosen?.name && key !== `${chosen?.name}${METADATA}`)
        .map((key) => [key, line[key]]),
    );
  if (!chosen) return record;
  const { metadata } = chosen;
  if (chosen.value === undefined) {
    if (metadata['failure-reason'] === undefined) return record;
    record.kind = 'failed';
    record.reason = String(metadata['failure-reason']);
    return record;
  }
  const human = metadata['human-annotated'];
  record.annotatedBy = human === undefined ? undefined : human === 'no' || human === 'false' ? 'machine' : 'human';
  if (typeof metadata['creation-date'] === 'string') record.createdAt = metadata['creation-date'];
  if (typeof metadata['job-name'] === 'string') record.jobName = metadata['job-name'];
  if (Array.isArray(metadata['checked-for'])) record.checkedFor = metadata['checked-for'].map(String);
  readValue(record, chosen, labels, report);
  if (record.kind === 'other') record.line = line;
  return record;
}

function readValue(
  record: ImageRecord,
  pair: LabelPair,
  labels: readonly string[] | undefined,
  report: TellOfLine,
): void {
  const { value, metadata } = pair;
  if (isObject(value) && Array.isArray(value.annotations)) {
    const isPointCloud = value.annotations.some((one) => isObject(one) && 'center-x' in one);
    record.kind = 'shapes';
    if (isPointCloud) setOther(record, 'a 3D point cloud label');
    else if (value.annotations.some((one) => isObject(one) && 'line' in one)) setOther(record, 'a label of lines');
    else if (isLabelOfPoints(pair)) readPoints(record, pair, { labels, report });
    else readShapes(record, value, metadata, labels, report);
  } else if (Array.isArray(value)) {
    record.kind = 'classes';
    for (const id of value) {
      const label = className(id, metadata['class-map'], labels, report);
      if (label !== undefined)
        record.classes.push({ label, confidence: statedConfidence(metadata['confidence-map']?.[String(id)], record) });
    }
    const stated = Object.keys(metadata['confidence-map'] ?? {}).length;
    if (stated > value.length)
      report('lost', 'objects-differ', `${value.length} classes, but the confidences of ${stated}`);
  } else if (typeof value === 'string' && metadata['internal-color-map']) {
    record.kind = 'mask';
    record.mask = maskFile(value, metadata['internal-color-map'], record);
  } else if (metadata['class-name'] !== undefined || (Number.isInteger(Number(value)) && labels)) {
    record.kind = 'class';
    const named = metadata['class-name'];
    const label = typeof named === 'string' ? named : className(value, undefined, labels, report);
    if (typeof named === 'string') holdAgainst(labels, Number(value), named, report);
    if (label !== undefined) record.classes.push({ label, confidence: statedConfidence(metadata.confidence, record) });
  } else {
    setOther(record, typeof metadata.type === 'string' ? metadata.type : 'a label of a custom form');
  }
}

function setOther(record: ImageRecord, reason: string): void {
  record.kind = 'other';
  record.reason = reason;
}

function readShapes(
  record: ImageRecord,
  value: LineFields,
  metadata: LabelMetadata,
  labels: readonly string[] | undefined,
  report: TellOfLine,
): void {
  readImageSize(record, value);
  const annotations = value.annotations as Array<LineFields | null>;
  const { objects } = metadata;
  if (objects && objects.length !== annotations.length)
    report(
      objects.length > annotations.length ? 'lost' : 'noted',
      'objects-differ',
      `${annotations.length} annotations, but metadata for ${objects.length} objects`,
    );
  for (let index = 0; index < annotations.length; index++) {
    const annotation = annotations[index];
    const object = objects?.[index];
    if (object?.candidate === true) continue;
    const label = className(annotation?.class_id, metadata['class-map'], labels, report);
    if (label === undefined) continue;
    const shape = readShape(annotation as LineFields, label, statedConfidence(object?.confidence, record));
    const pose = shape && poseOf(annotation!, metadata['keypoint-schemas'], report);
    if (shape) record.shapes.push(pose ? { ...shape, pose } : shape);
    else
      report(
        'lost',
        'broken-box',
        `annotation ${index + 1} has no box in numbers: ${JSON.stringify(annotation)?.slice(0, 120)}`,
      );
  }
}

function readShape(annotation: LineFields, label: string, confidence: number | undefined): Shape | undefined {
  const { left, top, width, height } = annotation as unknown as Shape;
  if (Number.isFinite(left) && Number.isFinite(top) && Number.isFinite(width) && Number.isFinite(height)) {
    const shape: Shape = { label, left, top, width, height, confidence };
    if (hasMoreKeys(annotation, BOX_KEYS)) {
      const { class_id, left: _l, top: _t, width: _w, height: _h, keypoints, ...extra } = annotation;
      if (hasMoreKeys(extra, 0)) shape.extra = extra;
    }
    return shape;
  }
  const { class_id, vertices, parts, mask, keypoints, ...more } = annotation;
  const extra = hasMoreKeys(more, 0) && { extra: more };
  if (Array.isArray(vertices)) {
    const polygons = [vertices, ...(Array.isArray(parts) ? parts : [])].map(readRing);
    if (!polygons.every((ring) => ring.length >= 6 && ring.every(Number.isFinite))) return undefined;
    return { label, ...ringsBox(polygons), confidence, polygons, ...extra };
  }
  return isMask(mask) ? { label, ...runsBox(mask), confidence, mask, ...extra } : undefined;
}

const readRing = (ring: unknown): number[] =>
  Array.isArray(ring)
    ? ring.flatMap((point: Partial<Point> | null) => [Number(point?.x ?? NaN), Number(point?.y ?? NaN)])
    : [];

const isMask = (mask: unknown): mask is RunLengthMask =>
  isObject(mask) && Array.isArray(mask.counts) && runsFill(mask as unknown as RunLengthMask);

/** Counting stops the loop early and makes no list: this runs for every box. */
function hasMoreKeys(object: LineFields, most: number): boolean {
  let count = 0;
  for (const _ in object) if (++count > most) return true;
  return false;
}

interface Point {
  x: number;
  y: number;
}

function maskFile(
  ref: string,
  colours: NonNullable<LabelMetadata['internal-color-map']>,
  record: Pick<ImageRecord, 'annotatedBy'>,
): MaskFile {
  return {
    ref,
    colours: Object.entries(colours).map(([index, colour]) => ({
      index: Number(index),
      hex: String(colour?.['hex-color'] ?? '').toLowerCase(),
      label: colour?.['class-name'] === 'BACKGROUND' ? undefined : String(colour?.['class-name']),
      confidence: statedConfidence(colour?.confidence, record),
    })),
  };
}
