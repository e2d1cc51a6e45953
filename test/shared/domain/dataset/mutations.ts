import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import type { ImageRecord } from '../../../../shared/domain/dataset/image-record.ts';
import { InvalidDocumentError } from '../../../../shared/errors.ts';
import { read, sourceOf } from './memory-dataset.ts';
import { OBJECTS, SAMPLES, SIZE } from './mutation-samples.ts';

export const MUTATED_SAMPLES = Object.keys(SAMPLES);

/** Their labels are in no text: in names of folders, and in pixels. */
const WITHOUT_TEXT = ['yolo-classify', 'masks'];

/** What people label is the text itself: a slip in it makes another text, and tells nothing. */
const OF_TEXTS = ['conll', 'spacy', 'hugging-face', 'text-csv'];

/** Formats that are read and of which no sample is mutated. */
export const unmutatedFormats = () => {
  const mutated = new Set([...WITHOUT_TEXT, ...OF_TEXTS, ...Object.values(SAMPLES).map(({ format }) => format)]);
  return Object.values(formats).flatMap(({ name, reader }) => (reader && !mutated.has(name) ? [name] : []));
};

/** Numbers that are the same every time (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const STRAY = '</image> </x> < > " \' { } [ ] , :   x 0 - . \n <!-- & \\'.split(' ').map((text) => text || ' ');
/** What programs write where a number should be. */
const NO_NUMBERS = 'NaN Infinity -1 1e309 -1e309 null true "7" "" [] {} 0x10 1,5 ١ nan inf 1e-320 00 99999999999'.split(
  ' ',
);
/** What takes the place of a text, or of a word. */
const NO_WORDS = [
  ...'null "__proto__" "constructor" 7 {} [] [[]] "\u200b" "\ud800" "" " " "cat\\u0000" true'.split(' '),
  '["cat"]',
];

/** One hand's or one program's slip. */
function mutate(text: string, isDocument: boolean, random: (below: number) => number): string {
  const at = random(text.length);
  const end = at + 1 + random(8);
  const pick = (list: readonly string[]) => list[random(list.length)]!;
  const swap = (pattern: RegExp, values: readonly string[]) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return `${text}${pick(STRAY)}`;
    const { 0: word, index } = found[random(found.length)]!;
    return text.slice(0, index) + pick(values) + text.slice(index + word.length);
  };
  // A file of lines that ends early looks like a shorter one.
  switch (random(isDocument ? 8 : 7)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + pick(STRAY) + text.slice(at + 1);
    case 2:
      return text.slice(0, end) + text.slice(at);
    case 3:
      return text.slice(0, at) + text.slice(at + 1, end) + text[at] + text.slice(end);
    case 4:
      return text.slice(0, at) + pick(STRAY) + text.slice(at);
    case 5:
      return swap(/-?\d+(\.\d+)?/g, NO_NUMBERS);
    case 6:
      return swap(/"[^"\n]*"|\b[a-z]+\b/g, NO_WORDS);
    default:
      return text.slice(0, at);
  }
}

const isSide = (value: number | undefined) => value === undefined || (Number.isFinite(value) && value > 0);
const isName = (value: unknown) => typeof value === 'string' && value !== '';
const isShare = (value: number | undefined) => value === undefined || Number.isFinite(value);

/** What a record has that no later step could take: none where it is whole. */
function faultOf({ image, width, height, shapes, classes }: ImageRecord): string | undefined {
  if (!isName(image)) return `the image is ${JSON.stringify(image)}`;
  if (!isSide(width) || !isSide(height)) return `its size is ${width} x ${height}`;
  if (![...shapes, ...classes].every(({ label }) => isName(label))) return 'a label is no text';
  if (![...shapes, ...classes].every(({ confidence }) => isShare(confidence))) return 'a confidence is no number';
  const numbers = shapes.flatMap((shape) => [
    shape.left,
    shape.top,
    shape.width,
    shape.height,
    ...(shape.polygons ?? []).flat(),
  ]);
  return numbers.every(Number.isFinite) ? undefined : 'a place is not in numbers';
}

/**
 * Reads mutations of a sample.
 * @returns those of which objects are gone, while no problem, no error and no image without a label says so; and those
 *   that became a record which no later step could take
 */
export async function silentLosses(sample: string, count: number): Promise<string[]> {
  const { files, mutated, format, isLineLong } = SAMPLES[sample]!;
  const { reader } = formats[format]!;
  const names = Object.keys(files).filter((file) => mutated.test(file));
  const random = chance(sample.length * 7919);
  const silent: string[] = [];
  for (let run = 0; run < count; run++) {
    const name = names[random(names.length)]!;
    const text = mutate(files[name] as string, /json|xml/.test(name), random);
    if (isLineLong && text.split('\n').length < (files[name] as string).split('\n').length) continue;
    try {
      const { records, problems } = await read(reader!, sourceOf({ ...files, [name]: text }, SIZE));
      const objects = records.reduce((sum, { shapes, classes }) => sum + shapes.length + classes.length, 0);
      const isTold =
        problems.some(({ severity }) => severity !== 'noted') ||
        records.some(({ kind }) => kind === 'failed' || kind === 'other' || kind === 'unlabeled');
      if (objects < OBJECTS && !isTold) silent.push(`${OBJECTS - objects} objects are gone: ${text}`);
      const fault = records.map(faultOf).find((each) => each !== undefined);
      if (fault !== undefined) silent.push(`${fault}: ${text}`);
    } catch (error) {
      if (!(error instanceof InvalidDocumentError))
        throw new Error(`${(error as Error).stack}\nwhile reading\n${text}`);
    }
  }
  return silent;
}

/** Objects that the reader finds in its sample as it is. */
export async function objectsOfSample(sample: string): Promise<number> {
  const { files, format } = SAMPLES[sample]!;
  const { records } = await read(formats[format]!.reader!, sourceOf(files, SIZE));
  return records.reduce((sum, { shapes, classes }) => sum + shapes.length + classes.length, 0);
}
