import { ringsBox } from '../../../shapes/polygon.ts';
import { parseOnce } from '../../bytes/parse-once.ts';
import { closeRecord } from '../../close-record.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape } from '../../image-record.ts';
import type { DatasetReader, DatasetSource, ReadOptions } from '../format.ts';
import { filesNamed } from '../glance.ts';
import type { LabelPair } from './label-parts.ts';

type LineFields = Record<string, unknown>;

/** Lists of a frame, by the annotation type of the job. */
const LISTS = ['annotations', 'polygons', 'polylines', 'keypoints'];

/** `SeqLabel.json` of Ground Truth's video frame jobs (detection and tracking): a record for each frame. */
export const seqLabelReader: DatasetReader = {
  async *read(source, options) {
    for (const file of filesNamed(source, /\.json$/i)) {
      const entries: Entry[] = [];
      const base = bareRecord('', 'shapes');
      readFrames(await source.text(file), base, {}, options.labels, '', entries, { file, line: undefined });
      yield entries;
    }
  },
};

/** Whether the line's label is a file with one label for each frame of a video. */
export const isSequenceLabel = (pair: LabelPair | undefined): pair is LabelPair & { value: string } =>
  typeof pair?.value === 'string' && /^groundtruth\/video-(frame-)?object-/i.test(String(pair.metadata.type));

/** The frames behind a line of a video job's manifest; a problem when its SeqLabel.json is not to be had. */
export async function expandSequence(
  record: ImageRecord,
  { value: ref, metadata }: LabelPair & { value: string },
  source: Pick<DatasetSource, 'bytes'>,
  options: ReadOptions,
  entries: Entry[],
  at: { file: string; line: number },
): Promise<void> {
  const bytes = await source.bytes(ref);
  if (!bytes) {
    const reason = `the labels of the sequence are in ${ref}, which is not to be had here: --images names a folder that has it`;
    entries.push(problemAt(at.file, at.line)('lost', 'missing-label-file', reason, record.image));
    return;
  }
  const folder = await framesFolder(record.image, source);
  const text = new TextDecoder().decode(bytes);
  readFrames(text, { ...record, kind: 'shapes' }, metadata['class-map'] ?? {}, options.labels, folder, entries, at);
}

/** The sequence file's `prefix`; without the file, the folder that it lies in, as the console puts it. */
async function framesFolder(sequence: string, source: Pick<DatasetSource, 'bytes'>): Promise<string> {
  const bytes = await source.bytes(sequence);
  if (bytes) {
    try {
      const { prefix } = JSON.parse(new TextDecoder().decode(bytes));
      if (typeof prefix === 'string') return prefix.endsWith('/') ? prefix : `${prefix}/`;
    } catch {
      return sequence.slice(0, sequence.lastIndexOf('/') + 1);
    }
  }
  return sequence.slice(0, sequence.lastIndexOf('/') + 1);
}

function readFrames(
  text: string,
  base: ImageRecord,
  names: Record<string, unknown>,
  labels: readonly string[] | undefined,
  folder: string,
  entries: Entry[],
  at: { file: string; line: number | undefined },
): void {
  const problem = (code: string, reason: string, image?: string) =>
    entries.push(problemAt(at.file, at.line)('lost', code, reason, image));
  let document: LineFields;
  try {
    document = parseOnce(text.replace(/^\uFEFF/, '')) as LineFields;
  } catch (error) {
    problem('broken-json', `SeqLabel.json: ${(error as Error).message}`);
    return;
  }
  // What a job was given lies beside what came out of it.
  if (typeof document?.['number-of-frames'] === 'number') return;
  const frames = document?.['tracking-annotations'] ?? document?.['detection-annotations'];
  if (!Array.isArray(frames)) {
    problem('no-frames', 'SeqLabel.json has neither tracking-annotations nor detection-annotations');
    return;
  }
  for (const [index, frame] of (frames as Array<LineFields | null>).entries()) {
    if (typeof frame !== 'object' || frame === null) {
      problem('broken-frame', `frame ${index + 1} of the list is no JSON object`);
      continue;
    }
    const name = frame.frame ?? frame['frame-name'];
    if (typeof name !== 'string' || name === '') {
      problem('broken-frame', `frame ${index + 1} of the list does not say which image it is`);
      continue;
    }
    const image = folder + name;
    const { extra: _, ...rest } = base;
    const record: ImageRecord = { ...rest, image, shapes: [], classes: [], kind: 'shapes' };
    const extra = { 'frame-no': Number(frame['frame-no'] ?? frame['frame-number']) };
    record.extra = isFilled(frame['frame-attributes'])
      ? { ...extra, 'frame-attributes': frame['frame-attributes'] }
      : extra;
    const problems: Entry[] = [];
    const lose = (code: string, reason: string) =>
      problems.push(problemAt(at.file, at.line)('lost', code, reason, image));
    for (const list in frame)
      if (Array.isArray(frame[list]) && !LISTS.includes(list)) lose('unknown-list', `the list ${list} is not known`);
    for (const list of LISTS) {
      const annotations = frame[list] ?? [];
      if (!Array.isArray(annotations)) {
        lose('broken-list', `${list} is no list`);
        continue;
      }
      for (const each of annotations as Array<LineFields | null>) {
        const annotation = each ?? {};
        const id = annotation['class-id'] as string;
        const label = nameOf(id, names, labels, annotation);
        const shape = label === undefined ? undefined : readShape(annotation, label, list);
        if (shape) record.shapes.push(shape);
        else if (label === undefined) lose('unknown-class', `class ${id} has no name; --labels names the classes`);
        else if (list === 'polylines' || list === 'keypoints')
          lose('unsupported-shape', `${list} cannot be read as boxes or polygons`);
        else lose('broken-box', `one of the ${list} has no place in numbers`);
      }
    }
    entries.push(...closeRecord(record, problems, problemAt(at.file, at.line)));
  }
}

const isFilled = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** Tracked objects are named `<label>:<number>`, which gives the class where no class map comes with the file. */
function nameOf(
  id: string,
  names: LineFields,
  labels: readonly string[] | undefined,
  annotation: LineFields,
): string | undefined {
  const mapped = names[id];
  if (typeof mapped === 'string') return mapped;
  const listed = labels?.[Number(id)];
  if (listed !== undefined) return listed;
  const objectName = annotation['object-name'];
  return typeof objectName === 'string' ? /^(.+):\d+$/s.exec(objectName)?.[1] : undefined;
}

function readShape(annotation: LineFields, label: string, list: string): Shape | undefined {
  const { height, width, top, left, 'class-id': _, vertices, ...rest } = annotation;
  const numbers = [left, top, width, height] as number[];
  const extra = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => typeof value !== 'object' || isFilled(value)),
  );
  const shared = { label, confidence: undefined, ...(Object.keys(extra).length > 0 && { extra }) };
  if (list === 'annotations' && numbers.every(Number.isFinite))
    return { ...shared, left: numbers[0]!, top: numbers[1]!, width: numbers[2]!, height: numbers[3]! };
  if (list !== 'polygons' || !Array.isArray(vertices)) return undefined;
  const polygons = [vertices.flatMap((point: { x: number; y: number } | null) => [point?.x, point?.y])] as number[][];
  if (polygons[0]!.length < 6 || !polygons[0]!.every(Number.isFinite)) return undefined;
  return { ...shared, ...ringsBox(polygons), polygons };
}
