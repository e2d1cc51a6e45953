import { isObject } from '../../../answer-kinds/fields.ts';
import type { ImageRecord, Shape } from '../../image-record.ts';
import { type ObjectPose, type PosePoint, type PoseSchema, poseBox, readEdges } from '../../pose.ts';
import {
  className,
  type LabelPair,
  type LineFields,
  readImageSize,
  statedConfidence,
  type TellOfLine,
} from './label-parts.ts';

/** How a label of named points is read. */
export interface PointReading {
  /** Names by class id, from outside. */
  labels: readonly string[] | undefined;
  report: TellOfLine;
}

/** What objects are called whose class nobody named. */
export const UNNAMED_OBJECT = 'object';

/** The box around the points of an object goes beyond them by this share of its longer side. */
const MARGIN = 0.1;

/** Whether a label is one of named points, each an annotation of its own, as a key points project writes it. */
export function isLabelOfPoints({ value, metadata }: Pick<LabelPair, 'value' | 'metadata'>): boolean {
  const annotations = isObject(value) ? value.annotations : undefined;
  if (!Array.isArray(annotations)) return false;
  if (annotations.length === 0) return isObject(metadata['keypoint-schema']);
  return annotations.every((one) => isObject(one) && 'x' in one && 'y' in one && !('left' in one));
}

/** What the points of such a label are points of. */
export function objectOfPoints({ metadata }: Pick<LabelPair, 'metadata'>): string {
  const schema = metadata['keypoint-schema'];
  return isObject(schema) && typeof schema.object === 'string' ? schema.object : UNNAMED_OBJECT;
}

/**
 * Points with their `object` become objects with a pose; those that name no object are one, and a name that comes again
 * begins another.
 */
export function readPoints(record: ImageRecord, pair: LabelPair, { labels, report }: PointReading): void {
  const { value, metadata } = pair;
  const { annotations } = value as { annotations: LineFields[] };
  readImageSize(record, value as LineFields);
  // Which names an image was looked at for is no class of its objects.
  delete record.checkedFor;
  const schema = schemaOf(pair, labels);
  const objects = new Map<string, Found>();
  for (const [at, annotation] of annotations.entries()) {
    const stated = metadata.objects?.[at];
    if (stated?.candidate === true) continue;
    const name = className(annotation.class_id, metadata['class-map'], schema.names, report);
    if (name === undefined) continue;
    const [x, y] = [Number(annotation.x), Number(annotation.y)];
    if (!(Number.isFinite(x) && Number.isFinite(y))) {
      report('lost', 'broken-point', `annotation ${at + 1} has no place in numbers`);
      continue;
    }
    const point = { index: schema.names.indexOf(name), x, y, isVisible: annotation.visible !== false };
    const confidence = statedConfidence(stated?.confidence, record);
    objectWithRoom(objects, String(annotation.object ?? ''), point.index).take(point, confidence);
  }
  const label = objectOfPoints(pair);
  for (const found of objects.values()) record.shapes.push(found.shape(label, schema, record));
}

/** The points of one object. */
class Found {
  readonly #points: PosePoint[] = [];
  #confidence: number | undefined;

  has(index: number): boolean {
    return this.#points.some((point) => point.index === index);
  }

  take(point: PosePoint, confidence: number | undefined): void {
    this.#points.push(point);
    if (confidence !== undefined) this.#confidence = Math.min(confidence, this.#confidence ?? 1);
  }

  shape(
    label: string,
    schema: PoseSchema,
    { width = Infinity, height = Infinity }: Pick<ImageRecord, 'width' | 'height'>,
  ): Shape {
    const points = this.#points.sort((a, b) => a.index - b.index);
    const box = poseBox(points);
    const margin = Math.max(1, MARGIN * Math.max(box.width, box.height));
    const [left, top] = [Math.max(0, box.left - margin), Math.max(0, box.top - margin)];
    return {
      label,
      left,
      top,
      width: Math.min(width, box.left + box.width + margin) - left,
      height: Math.min(height, box.top + box.height + margin) - top,
      confidence: this.#confidence,
      pose: { schema, points },
    };
  }
}

function objectWithRoom(objects: Map<string, Found>, name: string, index: number): Found {
  for (let again = 0; ; again++) {
    const key = JSON.stringify([name, again]);
    const known = objects.get(key);
    if (known && !known.has(index)) return known;
    if (known) continue;
    const found = new Found();
    objects.set(key, found);
    return found;
  }
}

/** @param labels which may have grown behind the names that the label knew */
function schemaOf({ metadata }: LabelPair, labels: readonly string[] = []): PoseSchema {
  const own = metadata['keypoint-schema'];
  if (isObject(own) && Array.isArray(own.names)) {
    const isGrown = labels.length > own.names.length && own.names.every((name, at) => labels[at] === name);
    return readSchema(isGrown ? { ...own, names: labels } : own);
  }
  const map = Object.entries(metadata['class-map'] ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  return readSchema({ names: [...new Set([...labels, ...map.map(([, name]) => String(name))])], edges: [] });
}

const known = new Map<string, PoseSchema>();
const MOST_KNOWN = 100;

/** The same text gives the same object, because every line has it. */
function readSchema({ names, edges }: LineFields): PoseSchema {
  const list = (names as unknown[]).map(String);
  const text = JSON.stringify([list, edges]);
  const schema = known.get(text) ?? { names: list, edges: readEdges(edges, list.length, 0) };
  if (known.size < MOST_KNOWN) known.set(text, schema);
  return schema;
}

/** The key points of an annotation that is an object, as `poseFields` writes them. */
export function poseOf(
  { class_id, keypoints }: LineFields,
  schemas: unknown,
  report: TellOfLine,
): ObjectPose | undefined {
  if (!Array.isArray(keypoints)) return undefined;
  const own = isObject(schemas) ? schemas[String(class_id)] : undefined;
  const names = keypoints.flatMap((one) => (isObject(one) && typeof one.name === 'string' ? [one.name] : []));
  const schema = readSchema(
    isObject(own) && Array.isArray(own.names) ? own : { names: [...new Set(names)], edges: [] },
  );
  const points = keypoints.flatMap((one): PosePoint[] => {
    const index = isObject(one) ? schema.names.indexOf(String(one.name)) : -1;
    const [x, y] = isObject(one) ? [Number(one.x), Number(one.y)] : [];
    if (index >= 0 && Number.isFinite(x) && Number.isFinite(y))
      return [{ index, x: x!, y: y!, isVisible: one.visible !== false }];
    report('lost', 'broken-point', `${JSON.stringify(one)?.slice(0, 80)} is no key point of the label`);
    return [];
  });
  return { schema, points };
}

/** What an annotation says of its object's key points. */
export const poseFields = ({ schema, points }: ObjectPose) => ({
  keypoints: points.map(({ index, x, y, isVisible }) => ({
    name: schema.names[index],
    x,
    y,
    ...(!isVisible && { visible: false }),
  })),
});

/** What the metadata says of the key points that objects have, by class id; undefined where none has any. */
export function poseSchemas(shapes: readonly Shape[], ids: ReadonlyMap<string, number>) {
  const posed = shapes.filter(({ pose }) => pose);
  if (posed.length === 0) return undefined;
  return Object.fromEntries(
    posed.map(({ label, pose }) => [String(ids.get(label)), { names: pose!.schema.names, edges: pose!.schema.edges }]),
  );
}
