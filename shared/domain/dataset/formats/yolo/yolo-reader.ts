import { parse as parseYaml } from 'yaml';
import { InvalidDocumentError } from '../../../../errors.ts';
import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import { stemOf } from '../../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Split } from '../../image-record.ts';
import type { DatasetReader, DatasetSource, ReadOptions, Size } from '../format.ts';
import { IMAGE_LIST, readYoloLine } from './yolo-writer.ts';

export const IMAGE = /\.(jpe?g|png|bmp|webp|tiff?)$/i;

/** YOLO label folders, Darknet's and Ultralytics' alike: every image with its label file beside it or under `labels/`. */
export const yoloReader: DatasetReader = {
  async classes(source, options) {
    const labels = await classNames(source, options);
    return labels && { labels, origin: 'source' };
  },
  async *read(source, options) {
    const labels = options.labels ?? (await classNames(source, options));
    if (!labels)
      throw new InvalidDocumentError(
        'YOLO labels carry class numbers only, and there is neither data.yaml nor obj.names; name the classes with --labels or --label-categories',
      );
    const known = await imageList(source);
    const files = new Set(source.files);
    const images = new Set([...known.keys(), ...source.files.filter((file) => IMAGE.test(file))]);
    const done = new Set<string>();
    for (const image of images) {
      const labelFile = [labelFileOf(image), `${withoutExtension(image)}.txt`].find((file) => files.has(file));
      if (labelFile) done.add(labelFile);
      yield await readImage(source, image, labelFile, known.get(image), labels);
    }
    for (const file of source.files) {
      if (!/\.txt$/.test(file) || done.has(file) || !isLabelFile(file)) continue;
      yield await readImage(source, imageFileOf(file), file, undefined, labels);
    }
  },
};

/** Folders of images, one a class, below folders of the splits: Ultralytics' classification layout. */
export const yoloClassifyReader: DatasetReader = {
  async classes(source) {
    const list = source.files.find((file) => file === 'classes.txt');
    if (!list) return undefined;
    return { labels: (await source.text(list)).split(/\r?\n/).filter(Boolean), origin: 'source' };
  },
  async *read(source) {
    const known = await imageList(source);
    const images = known.size > 0 ? [...known.keys()] : source.files.filter((file) => IMAGE.test(file));
    yield images.map((file): Entry => {
      const parts = file.split('/');
      const label = parts.at(-2);
      const split = splitOf(file);
      const image = known.get(file)?.image ?? file;
      if (label === undefined || label in SIDES)
        return problemAt(file)('lost', 'no-class-folder', 'the image is in no folder that names its class', image);
      return { ...bareRecord(image, 'class'), classes: [{ label, confidence: undefined }], ...(split && { split }) };
    });
  },
};

async function classNames(source: DatasetSource, { labels }: ReadOptions): Promise<string[] | undefined> {
  const yaml =
    source.files.find((file) => /(^|\/)(data|dataset)\.ya?ml$/.test(file)) ??
    source.files.find((file) => /\.ya?ml$/.test(file));
  if (yaml) {
    const { names } = (parseYaml(await source.text(yaml)) ?? {}) as { names?: unknown };
    if (Array.isArray(names)) return names.map(String);
    if (typeof names === 'object' && names !== null) return namesById(names as Record<string, unknown>, yaml);
  }
  const list =
    source.files.find((file) => /(^|\/)(obj\.names|classes\.txt)$/.test(file)) ??
    source.files.find((file) => /\.names$/.test(file));
  if (list) return (await source.text(list)).split(/\r?\n/).filter((line) => line.trim() !== '');
  return labels ? [...labels] : undefined;
}

function namesById(names: Record<string, unknown>, file: string): string[] {
  const ids = Object.keys(names)
    .map(Number)
    .sort((a, b) => a - b);
  if (ids.some((id, at) => id !== at))
    throw new InvalidDocumentError(`the class ids of ${file} do not count from 0 without a gap`);
  return ids.map((id) => String(names[id]));
}

interface KnownImage extends Partial<Size> {
  image: string;
}

async function imageList(source: DatasetSource): Promise<Map<string, KnownImage>> {
  const known = new Map<string, KnownImage>();
  if (!source.files.includes(IMAGE_LIST)) return known;
  for await (const batch of cutLines(source.chunks(IMAGE_LIST))) {
    for (const [index, line] of lineTexts(batch).entries()) {
      const [file, width, height, image] = line.split('\t');
      if (batch.first + index === 1 || !file || !image) continue;
      known.set(file, { image, ...(width && height && { width: Number(width), height: Number(height) }) });
    }
  }
  return known;
}

/** By its folder; label files beside their images are known by these. */
export const isLabelFile = (file: string) => /\.txt$/i.test(file) && /(^|\/)(labels|obj_[a-z]+_data)\//i.test(file);

const withoutExtension = (file: string) => file.slice(0, file.lastIndexOf('.'));

/** As Ultralytics finds it: the last `images` of the path becomes `labels`. */
function labelFileOf(image: string): string {
  const parts = withoutExtension(image).split('/');
  const at = parts.lastIndexOf('images');
  if (at >= 0) parts[at] = 'labels';
  return `${parts.join('/')}.txt`;
}

const imageFileOf = (labelFile: string) => `${stemOf(labelFile)}.jpg`;

const SIDES: Record<string, Split> = {
  train: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
};

const splitOf = (file: string): Split | undefined =>
  file
    .split('/')
    .map((part) => SIDES[part])
    .find(Boolean);

async function readImage(
  source: DatasetSource,
  file: string,
  labelFile: string | undefined,
  known: KnownImage | undefined,
  labels: readonly string[],
): Promise<Entry[]> {
  const image = known?.image ?? file;
  const split = splitOf(labelFile ?? file);
  const record: ImageRecord = { ...bareRecord(image, 'shapes'), ...(split && { split }) };
  const size = known?.width === undefined ? ((await source.imageSize(file)) ?? (await source.imageSize(image))) : known;
  const entries: Entry[] = [];
  const problem = (code: string, reason: string, line?: number) =>
    entries.push(problemAt(labelFile ?? file, line)('lost', code, reason, image));
  record.width = size?.width;
  record.height = size?.height;
  const text = labelFile ? (await source.text(labelFile)).replace(/^\uFEFF/, '') : '';
  if (text.trim() !== '' && size?.width === undefined) {
    problem(
      'no-size',
      'the boxes are shares of the image, and its size is not known: give the images with --images DIR',
    );
    return entries;
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readYoloLine(line, size!.width!, size!.height!);
    const label = read && labels[read.id];
    if (read && label !== undefined) record.shapes.push({ label, ...read.shape });
    else if (read)
      problem('unknown-class', `class ${read.id} is not among the ${labels.length} that are named`, index + 1);
    else
      problem('broken-line', `not a class and 4 numbers, nor a class and an outline: ${line.slice(0, 80)}`, index + 1);
  }
  entries.push(record);
  return entries;
}
