import { ringsBox } from '../../../shapes/polygon.ts';
import { runsBox } from '../../../shapes/run-length.ts';
import type { ImageRecord, Severity, Shape } from '../../image-record.ts';
import { brushMask } from './brush-mask.ts';

export interface Result {
  id?: string;
  type?: string;
  from_name?: string;
  original_width?: number;
  original_height?: number;
  score?: number;
  value?: {
    x?: number;
    y?: number;
    width?: number;
    height?: number;
    rotation?: number;
    radiusX?: number;
    radiusY?: number;
    points?: Array<[number, number]>;
    rle?: number[];
    choices?: string[];
    [labels: string]: unknown;
  };
}

export type Problem = (severity: Severity, code: string, reason: string) => void;

/** Control tags that say something of a region, or of the image, and no place. */
const ATTRIBUTES: Record<string, string> = {
  choices: 'choices',
  textarea: 'text',
  number: 'number',
  rating: 'rating',
  taxonomy: 'taxonomy',
  datetime: 'datetime',
};
const ELLIPSE_CORNERS = 72;

/**
 * Reads the results of one annotator into the record. Results of one id are one object: its place, its label, what else
 * is said of it.
 */
export function readResults(record: ImageRecord, results: ReadonlyArray<Result | null>, problem: Problem): void {
  const groups = Map.groupBy(results.entries(), ([index, result]) => result?.id ?? `result ${index}`);
  for (const group of groups.values()) {
    const parts = group.map(([, result]) => result).filter((result) => result !== null && typeof result === 'object');
    if (parts.length < group.length) problem('lost', 'broken-result', 'a result is no JSON object');
    // A relation joins two objects, and says of none what it is.
    const own = parts.filter(({ type }) => type !== 'relation');
    const placed = own.filter(({ type = '' }) => !Object.hasOwn(ATTRIBUTES, type));
    if (placed.length > 0) readObject(record, placed, own, problem);
    else for (const result of own) readImageResult(record, result, problem);
  }
  if (record.classes.length > 0 && record.shapes.length === 0)
    record.kind = record.classes.length > 1 ? 'classes' : 'class';
  else if (record.classes.length > 0) {
    record.otherLabels = record.classes.map(({ label }) => `the choice ${label}`);
    record.classes = [];
  }
}

/** A result of the whole image. */
function readImageResult(
  record: ImageRecord,
  { type = '', from_name, value = {}, score }: Result,
  problem: Problem,
): void {
  if (type === 'choices' && Array.isArray(value.choices) && value.choices.length > 0) {
    for (const label of value.choices) record.classes.push({ label, confidence: score });
    return;
  }
  if (type === 'choices') {
    problem('lost', 'broken-result', 'a choice has no list of choices');
    return;
  }
  record.extra = { ...record.extra, [from_name ?? type]: attributeOf(type, value) };
}

function attributeOf(type: string, value: NonNullable<Result['value']>): unknown {
  const found = value[ATTRIBUTES[type]!];
  return Array.isArray(found) && found.length === 1 ? found[0] : found;
}

function readObject(record: ImageRecord, placed: readonly Result[], all: readonly Result[], problem: Problem): void {
  const sized = placed.find(({ original_width, original_height }) => original_width && original_height);
  if (!sized) {
    problem('lost', 'no-size', `a ${placed[0]!.type} region does not say its image's size`);
    return;
  }
  const [w, h] = [sized.original_width!, sized.original_height!];
  record.width = w;
  record.height = h;
  const names = placed.flatMap(({ type = '', value = {} }) => {
    const list = value[type] ?? value.labels;
    return Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : [];
  });
  const [label, ...others] = new Set(names);
  if (label === undefined) {
    problem('lost', 'no-label', `a ${placed[0]!.type || 'nameless'} region has no label`);
    return;
  }
  if (others.length > 0)
    problem('noted', 'several-labels', `a region has the labels ${names.join(', ')}; the first was taken`);
  const shape = placed.map((result) => readShape(result, w, h)).find((found) => found !== undefined);
  if (typeof shape !== 'object') {
    const types = placed.map(({ type }) => type || 'none').join(', ');
    const isOther = placed.some(({ type = '' }) => /^(keypoint|vector|relation)/.test(type));
    problem('lost', isOther ? 'unsupported-shape' : 'broken-shape', shape ?? `regions of type ${types} cannot be read`);
    return;
  }
  const said = all.filter(({ type = '' }) => Object.hasOwn(ATTRIBUTES, type));
  const extra = Object.fromEntries([
    ...said.map(({ type = '', from_name, value = {} }) => [from_name ?? type, attributeOf(type, value)]),
    ...(others.length > 0 ? [['labels', [label, ...others]]] : []),
  ]);
  const score = placed.map((result) => result.score).find((value) => value !== undefined);
  record.shapes.push({ label, confidence: score, ...shape, ...(Object.keys(extra).length > 0 && { extra }) });
}

type Place = Omit<Shape, 'label' | 'confidence'>;

/** @returns why the place cannot be read; undefined for a result that has none */
function readShape({ type = '', value = {} }: Result, w: number, h: number): Place | string | undefined {
  if (/^polygon/.test(type) && Array.isArray(value.points)) {
    const ring = value.points.flatMap((point) =>
      Array.isArray(point) ? [(point[0] * w) / 100, (point[1] * h) / 100] : [Number.NaN],
    );
    if (ring.length < 6 || !ring.every(Number.isFinite)) return 'a polygon needs three corners or more';
    return { ...ringsBox([ring]), polygons: [ring] };
  }
  if (/^brush/.test(type) && Array.isArray(value.rle)) {
    const mask = brushMask(value.rle, w, h);
    return mask ? { ...runsBox(mask), mask } : 'a brush mask does not fit its image';
  }
  const { x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN, rotation = 0 } = value;
  if (/^ellipse/.test(type)) {
    const { radiusX = Number.NaN, radiusY = Number.NaN } = value;
    if (![x, y, radiusX, radiusY].every(Number.isFinite)) return 'an ellipse has no middle and radii in numbers';
    return ellipse((x * w) / 100, (y * h) / 100, (radiusX * w) / 100, (radiusY * h) / 100, rotation);
  }
  if (!/^(rectangle|labels$)/.test(type)) return undefined;
  if (![x, y, width, height].every(Number.isFinite)) return type === 'labels' ? undefined : 'a box is not in numbers';
  const box = { left: (x * w) / 100, top: (y * h) / 100, width: (width * w) / 100, height: (height * h) / 100 };
  if (rotation === 0) return box;
  const corners = [0, 0, box.width, 0, box.width, box.height, 0, box.height];
  const polygons = [turned(corners, box.left, box.top, rotation)];
  return { ...ringsBox(polygons), polygons };
}

function ellipse(x: number, y: number, rx: number, ry: number, degrees: number): Place {
  const angles = Array.from({ length: ELLIPSE_CORNERS }, (_, at) => (at * 2 * Math.PI) / ELLIPSE_CORNERS);
  const polygons = [
    turned(
      angles.flatMap((angle) => [rx * Math.cos(angle), ry * Math.sin(angle)]),
      x,
      y,
      degrees,
    ),
  ];
  return { ...ringsBox(polygons), polygons };
}

/** Corners around a point, turned clockwise by `degrees`, as Label Studio turns boxes around their left top corner. */
function turned(corners: readonly number[], left: number, top: number, degrees: number): number[] {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return corners.map((_, at) => {
    const [x, y] = [corners[at - (at % 2)]!, corners[at - (at % 2) + 1]!];
    return at % 2 ? top + x * sin + y * cos : left + x * cos - y * sin;
  });
}
