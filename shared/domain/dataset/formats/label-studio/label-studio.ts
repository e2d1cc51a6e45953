import { InvalidDocumentError } from '../../../../errors.ts';
import { ringsBox } from '../../../shapes/polygon.ts';
import { runsBox } from '../../../shapes/run-length.ts';
import { cutJson } from '../../bytes/cut-json.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Severity, type Shape } from '../../image-record.ts';
import type { DatasetFormat, DatasetReader } from '../format.ts';
import { filesNamed, recogniseByHead } from '../glance.ts';
import { brushMask } from './brush-mask.ts';

interface Region {
  type?: string;
  original_width?: number;
  original_height?: number;
  score?: number;
  value?: {
    x?: number;
    y?: number;
    width?: number;
    height?: number;
    rotation?: number;
    points?: Array<[number, number]>;
    rle?: number[];
    choices?: string[];
    [labels: string]: unknown;
  };
}

interface Annotation {
  result?: Region[];
  was_cancelled?: boolean;
  updated_at?: string;
  created_at?: string;
}

interface Task {
  id?: number;
  data?: Record<string, unknown>;
  annotations?: Annotation[];
  completions?: Annotation[];
}

/** Label Studio's JSON export (not JSON-MIN): boxes, rotated boxes, polygons, brush masks and choices. Places are percents there. */
export const labelStudioReader: DatasetReader = {
  async *read(source) {
    for (const file of filesNamed(source, /\.json$/i)) {
      let index = 0;
      for await (const parts of cutJson(source.chunks(file), file))
        for (const { member, text } of parts) {
          if (member !== '') throw new InvalidDocumentError(`${file} is no list of Label Studio tasks`);
          yield readTask(taskOf(text, file), index++, file);
        }
    }
  },
};

export const labelStudio: DatasetFormat = {
  name: 'label-studio',
  title: 'Label Studio JSON',
  recognise: (place) => recogniseByHead(place, /\.json$/i, isTaskList),
  reader: labelStudioReader,
  sides: '',
};

/** A list of tasks: each has its `data`, and its annotations are lists of results. */
const isTaskList = (text: string) =>
  /^\s*\[\s*\{/.test(text) &&
  (/"(annotations|completions|predictions)"\s*:\s*\[\s*\{[\s\S]*?"result"\s*:/.test(text) ||
    /"data"\s*:\s*\{/.test(text));

function taskOf(text: string, file: string): Task {
  try {
    const task: unknown = JSON.parse(text);
    return typeof task === 'object' && task !== null ? task : {};
  } catch (cause) {
    throw new InvalidDocumentError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function readTask(task: Task, index: number, file: string): Entry[] {
  const entries: Entry[] = [];
  const image = imageOf(task.data ?? {});
  const problem = (severity: Severity, code: string, reason: string) =>
    entries.push(problemAt(file)(severity, code, `task ${task.id ?? index + 1}: ${reason}`, image));
  if (image === undefined) {
    problem('lost', 'no-image', 'its data names no image');
    return entries;
  }
  const done = (task.annotations ?? task.completions ?? []).filter(({ was_cancelled }) => !was_cancelled);
  const timeOf = ({ updated_at, created_at }: Annotation) => updated_at ?? created_at ?? '';
  const newest = done.reduce<Annotation | undefined>(
    (best, each) => (best && timeOf(best) > timeOf(each) ? best : each),
    undefined,
  );
  if (!newest) return [bareRecord(image, 'unlabeled')];
  if (done.length > 1)
    problem('noted', 'several-annotations', `${done.length} people annotated it; the newest annotation was taken`);
  const record: ImageRecord = { ...bareRecord(image, 'shapes'), annotatedBy: 'human' };
  if (timeOf(newest)) record.createdAt = timeOf(newest);
  for (const region of newest.result ?? []) readRegion(record, region, problem);
  if (record.classes.length > 0 && record.shapes.length === 0)
    record.kind = record.classes.length > 1 ? 'classes' : 'class';
  else if (record.classes.length > 0)
    problem('lost', 'two-tasks', 'it has regions and choices; the regions were taken');
  entries.push(record);
  return entries;
}

/** The first value that looks like a file; `/data/local-files/?d=` is how Label Studio serves local storage. */
function imageOf(data: Record<string, unknown>): string | undefined {
  const values = [data.image, ...Object.values(data)].filter((value) => typeof value === 'string');
  const found = values.find((value) => /\.(jpe?g|png|bmp|webp|gif|tiff?)(\?|$)/i.test(value)) ?? values[0];
  const local = found && /^\/data\/local-files\/\?d=(.+)$/.exec(found)?.[1];
  return local ? decodeURIComponent(local) : found;
}

type Problem = (severity: Severity, code: string, reason: string) => void;

function readRegion(record: ImageRecord, region: Region, problem: Problem): void {
  const { type = '', value = {}, score } = region;
  if (type === 'choices') {
    for (const label of value.choices ?? []) record.classes.push({ label, confidence: score });
    return;
  }
  const [w, h] = [region.original_width, region.original_height];
  if (!(w && h)) {
    problem('lost', 'no-size', `a ${type} region does not say its image's size`);
    return;
  }
  record.width = w;
  record.height = h;
  const names = value[type];
  const label = Array.isArray(names) ? names[0] : undefined;
  if (typeof label !== 'string') {
    problem('lost', 'no-label', `a ${type || 'nameless'} region has no label`);
    return;
  }
  if (Array.isArray(names) && names.length > 1)
    problem('lost', 'several-labels', `a region has the labels ${names.join(', ')}; the first was taken`);
  const shape = readShape(type, value, w, h, problem);
  if (shape) record.shapes.push({ label, confidence: score, ...shape });
}

function readShape(
  type: string,
  value: NonNullable<Region['value']>,
  w: number,
  h: number,
  problem: Problem,
): Omit<Shape, 'label' | 'confidence'> | undefined {
  if (type === 'polygonlabels' && Array.isArray(value.points)) {
    const polygons = [value.points.flatMap(([x, y]) => [(x * w) / 100, (y * h) / 100])];
    return { ...ringsBox(polygons), polygons };
  }
  if (type === 'brushlabels' && Array.isArray(value.rle)) {
    const mask = brushMask(value.rle, w, h);
    if (mask) return { ...runsBox(mask), mask };
    problem('lost', 'broken-mask', 'a brush mask does not fit its image');
    return undefined;
  }
  const { x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN, rotation = 0 } = value;
  if (type !== 'rectanglelabels' || ![x, y, width, height].every(Number.isFinite)) {
    problem('lost', 'unsupported-shape', `regions of type ${type || 'none'} cannot be read`);
    return undefined;
  }
  const box = { left: (x * w) / 100, top: (y * h) / 100, width: (width * w) / 100, height: (height * h) / 100 };
  if (rotation === 0) return box;
  const polygons = [rotated(box, rotation)];
  return { ...ringsBox(polygons), polygons };
}

/** Corners of a box turned clockwise by `degrees` around its left top corner, as Label Studio turns it. */
function rotated(
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  degrees: number,
) {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ] as const;
  return corners.flatMap(([x, y]) => [left + x * cos - y * sin, top + x * sin + y * cos]);
}
