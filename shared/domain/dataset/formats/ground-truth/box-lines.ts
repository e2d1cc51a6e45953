import { bytesOf, isNested, type JsonObject, LineOutline, type OutlinePart } from '../../../shapes/line-outline.ts';
import { ByteReader } from '../../bytes/byte-reader.ts';
import type { ClassIds } from '../../class-ids.ts';
import { bareRecord, type ImageRecord, type Shape } from '../../image-record.ts';
import { type LabelPair, statedConfidence } from './label-parts.ts';

const BOX_KEYS = ['class_id', 'left', 'top', 'width', 'height'];
const MOST_CLASSES = 10_000;
const MOST_CLASS_MAPS = 10_000;

/**
 * Lines of one labeling job differ in names and numbers only. Learned from one line, a template reads the next ones
 * from their bytes, without the objects that `JSON.parse` would make (which takes twice as long, bench/convert). It
 * leaves every line alone that differs in anything else, or of which something would have to be reported.
 */
export class BoxLineTemplate {
  readonly #parts: readonly OutlinePart[];
  readonly #end: Uint8Array;
  readonly #boxKeys: readonly number[];
  readonly #beforeBoxNumber: readonly Uint8Array[];
  readonly #comma: Uint8Array;
  readonly #confidence: Uint8Array;
  readonly #brace = bytesOf('}');
  readonly #labels: readonly string[] | undefined;
  readonly #classIds: ClassIds | undefined;
  readonly #classMaps = new Map<string, string[] | undefined>();
  readonly #reader = new ByteReader();
  readonly #ids: number[] = [];
  readonly #confidences: number[] = [];

  private constructor(
    outline: LineOutline,
    boxKeys: readonly string[],
    labels: readonly string[] | undefined,
    classIds: ClassIds | undefined,
  ) {
    const { comma, colon } = outline;
    this.#parts = outline.parts;
    this.#end = bytesOf(outline.text);
    this.#boxKeys = boxKeys.map((key) => BOX_KEYS.indexOf(key));
    this.#beforeBoxNumber = boxKeys.map((key, at) => bytesOf(`${at === 0 ? '{' : comma}"${key}"${colon}`));
    this.#comma = bytesOf(comma);
    this.#confidence = bytesOf(`{"confidence"${colon}`);
    this.#labels = labels;
    this.#classIds = classIds;
  }

  /**
   * @param line nothing but an image and one label of boxes, or nothing is learned
   * @param labels class order that the class maps are held against
   * @param classIds is told what the class maps say
   */
  static learn(
    text: string,
    line: JsonObject,
    { name, value, metadata }: LabelPair,
    labels: readonly string[] | undefined,
    classIds: ClassIds | undefined,
  ): BoxLineTemplate | undefined {
    const { annotations } = (value ?? {}) as { annotations?: unknown };
    const boxKeys = Array.isArray(annotations) && isNested(annotations[0]) ? Object.keys(annotations[0]) : [];
    if (boxKeys.length !== BOX_KEYS.length || !BOX_KEYS.every((key) => boxKeys.includes(key))) return undefined;
    const outline = new LineOutline(text);
    const isKnown = outline.object(line, {
      'source-ref': (ref) => outline.string('image', ref),
      [name]: () =>
        outline.object(value as JsonObject, {
          image_size: (sizes) => outline.size(sizes),
          annotations: () => outline.list('boxes'),
        }),
      [`${name}-metadata`]: () =>
        outline.object(metadata as JsonObject, {
          objects: () => outline.list('objects'),
          'class-map': () => outline.value('class-map'),
          'human-annotated': (answer) => outline.string('human-annotated', answer),
          'creation-date': (date) => outline.string('creation-date', date),
          'job-name': (job) => outline.string('job-name', job),
          type: (type) => outline.string('text', type),
        }),
    });
    return isKnown ? new BoxLineTemplate(outline, boxKeys, labels, classIds) : undefined;
  }

  /** The record of a line; undefined when it needs `JSON.parse` and all the checks. */
  read(bytes: Uint8Array, start: number, end: number): ImageRecord | undefined {
    const reader = this.#reader;
    reader.begin(bytes, start);
    const record = bareRecord('', 'shapes');
    let names: string[] | undefined;
    let objects: number | undefined;
    for (const { before, slot } of this.#parts) {
      if (!reader.skip(before)) return undefined;
      if (slot === 'boxes') {
        if (!this.#readBoxes(record.shapes)) return undefined;
      } else if (slot === 'objects') {
        objects = this.#readConfidences();
        if (objects === undefined) return undefined;
      } else if (slot === 'width' || slot === 'height' || slot === 'depth') {
        const value = reader.number();
        if (Number.isNaN(value)) return undefined;
        if (slot !== 'depth' && value <= 0) return undefined;
        if (slot !== 'depth') record[slot] = value;
      } else if (slot === 'class-map') {
        names = this.#namesOf(reader.repeatedObject());
        if (!names) return undefined;
      } else {
        const text = slot === 'image' ? reader.string() : reader.repeatedString();
        if (text === undefined || (slot === 'image' && text === '')) return undefined;
        if (slot === 'image') record.image = text;
        else if (slot === 'human-annotated')
          record.annotatedBy = text === 'no' || text === 'false' ? 'machine' : 'human';
        else if (slot === 'creation-date') record.createdAt = text;
        else if (slot === 'job-name') record.jobName = text;
      }
    }
    if (!reader.skip(this.#end) || reader.at !== end) return undefined;
    return this.#nameShapes(record, names, objects) ? record : undefined;
  }

  #readBoxes(shapes: Shape[]): boolean {
    const reader = this.#reader;
    const keys = this.#boxKeys;
    const before = this.#beforeBoxNumber;
    if (!reader.skip(before[0]!)) return true;
    do {
      let [id, left, top, width, height] = [0, 0, 0, 0, 0];
      for (let at = 0; at < keys.length; at++) {
        if (at > 0 && !reader.skip(before[at]!)) return false;
        const value = reader.number();
        if (Number.isNaN(value)) return false;
        const key = keys[at];
        if (key === 0) id = value;
        else if (key === 1) left = value;
        else if (key === 2) top = value;
        else if (key === 3) width = value;
        else height = value;
      }
      if (!reader.skip(this.#brace)) return false;
      this.#ids[shapes.length] = id;
      shapes.push({ label: '', left, top, width, height, confidence: undefined });
      if (!reader.skip(this.#comma)) return true;
    } while (reader.skip(before[0]!));
    return false;
  }

  #readConfidences(): number | undefined {
    const reader = this.#reader;
    let count = 0;
    if (!reader.skip(this.#confidence)) return 0;
    do {
      const value = reader.number();
      if (Number.isNaN(value) || !reader.skip(this.#brace)) return undefined;
      this.#confidences[count++] = value;
      if (!reader.skip(this.#comma)) return count;
    } while (reader.skip(this.#confidence));
    return undefined;
  }

  /** Names by id; undefined for a map that something has to be said of. */
  #namesOf(text: string | undefined): string[] | undefined {
    if (text === undefined) return undefined;
    if (this.#classMaps.has(text)) return this.#classMaps.get(text);
    if (this.#classMaps.size >= MOST_CLASS_MAPS) this.#classMaps.clear();
    const names = readClassMap(text, this.#labels);
    this.#classMaps.set(text, names);
    names?.forEach((name, id) => {
      this.#classIds?.saw(id, name);
    });
    return names;
  }

  #nameShapes(record: ImageRecord, names: string[] | undefined, objects: number | undefined): boolean {
    const { shapes } = record;
    if (objects !== undefined && objects !== shapes.length) return false;
    for (let at = 0; at < shapes.length; at++) {
      const label = names?.[this.#ids[at]!];
      if (label === undefined) return false;
      const shape = shapes[at]!;
      shape.label = label;
      if (objects !== undefined) shape.confidence = statedConfidence(this.#confidences[at], record);
    }
    return true;
  }
}

/** Reads the lines that the newest template fits. */
export class BoxLines {
  readonly #labels: readonly string[] | undefined;
  readonly #classIds: ClassIds | undefined;
  #template: BoxLineTemplate | undefined;
  #lessons = 0;
  #nextLesson = 1;

  constructor(labels: readonly string[] | undefined, classIds: ClassIds | undefined) {
    this.#labels = labels;
    this.#classIds = classIds;
  }

  read(bytes: Uint8Array, start: number, end: number): ImageRecord | undefined {
    return this.#template?.read(bytes, start, end);
  }

  /** Learns the layout of lines that could not be read, ever more rarely, because a file may be all of them. */
  learn(text: string, line: JsonObject, pair: LabelPair): void {
    if (++this.#lessons < this.#nextLesson) return;
    this.#nextLesson *= 2;
    this.#template = BoxLineTemplate.learn(text, line, pair, this.#labels, this.#classIds) ?? this.#template;
  }
}

function readClassMap(text: string, labels: readonly string[] | undefined): string[] | undefined {
  const names: string[] = [];
  try {
    for (const [key, name] of Object.entries(JSON.parse(text))) {
      const id = Number(key);
      const isPlain = typeof name === 'string' && name !== '' && String(id) === key && id >= 0 && id < MOST_CLASSES;
      if (!isPlain || (labels?.[id] ?? name) !== name) return undefined;
      names[id] = name;
    }
  } catch {
    return undefined;
  }
  return names;
}
