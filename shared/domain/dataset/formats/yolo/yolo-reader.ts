import { InvalidDocumentError } from '../../../../errors.ts';
import type { ImageSize } from '../../../shapes/image-size.ts';
import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import { closeRecord } from '../../close-record.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Split } from '../../image-record.ts';
import { PictureFinder } from '../../picture-finder.ts';
import type { DatasetReader, DatasetSource, ReadOptions } from '../format.ts';
import { sideOfFolders } from '../sides.ts';
import { JoinedLines } from './joined-lines.ts';
import { readYoloLine } from './yolo-line.ts';
import { describeYolo, type YoloDescription } from './yolo-names.ts';
import { IMAGE_LIST } from './yolo-writer.ts';

export const IMAGE = /\.(jpe?g|png|bmp|webp|tiff?)$/i;

/**
 * YOLO label folders, Darknet's and Ultralytics' alike: every image with its label file beside it or under `labels/`.
 */
export const yoloReader: DatasetReader = {
  async classes(source, options) {
    const names = (await describeYolo(source)).names ?? options.labels;
    return names && { labels: [...names], origin: 'source' };
  },
  async *read(source, options) {
    const described = await describeYolo(source);
    const labels = options.labels ?? described.names;
    if (!labels) throw noNames(described);
    const joined = new JoinedLines();
    const context = { source, labels, described, joined, sideOf: await sideFinder(source, described) };
    const known = await imageList(source);
    const texts = new Map(source.files.filter((file) => /\.txt$/i.test(file)).map((file) => [plainPath(file), file]));
    const images = new Set([...known.keys(), ...source.files.filter((file) => IMAGE.test(file))]);
    const done = new Set<string>();
    for (const image of images) {
      const labelFile = [labelFileOf(image), `${withoutExtension(image)}.txt`]
        .map((file) => texts.get(plainPath(file)))
        .find((file) => file !== undefined);
      if (labelFile) done.add(labelFile);
      yield await readImage(context, image, labelFile, known.get(image));
    }
    for (const file of source.files)
      if (isLabelFile(file) && !done.has(file)) yield await readImage(context, imageFileOf(file), file, undefined);
    yield joined.problems();
  },
};

/** Where label files and their images are, names may differ in case. */
const plainPath = (file: string) => file.toLowerCase();

const noNames = ({ trouble }: YoloDescription) =>
  new InvalidDocumentError(
    trouble ??
      'YOLO labels carry class numbers only, and there is neither data.yaml nor obj.names nor classes.txt; name the classes with --labels or --label-categories',
  );

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
      const split = sideOfFolders(parts.slice(0, -1).join('/')) ?? sideOfFolders(file);
      const image = known.get(file)?.image ?? file;
      if (label === undefined || (parts.length < 3 && sideOfFolders(file)))
        return problemAt(file)('lost', 'no-class-folder', 'the image is in no folder that names its class', image);
      return { ...bareRecord(image, 'class'), classes: [{ label, confidence: undefined }], ...(split && { split }) };
    });
  },
};

interface KnownImage extends Partial<ImageSize> {
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

const SIDES: readonly Split[] = ['train', 'validation', 'test'];

/**
 * The side of an image: as the lists or folders say that data.yaml or obj.data names, else by its folders' names. A
 * place that two sides have says nothing: our own data.yaml names the training images for validation too where nothing
 * is held out.
 */
async function sideFinder(source: DatasetSource, { sides }: YoloDescription) {
  const finder = new PictureFinder(source.files);
  const listed = new Map<string, Split>();
  /** Lists name images from another folder than ours, and the images may not be here: their label files are. */
  const placeOf = (line: string) => {
    const image = trimPlace(line.trim());
    return withoutExtension(finder.find(image) ?? finder.find(`${withoutExtension(image)}.txt`) ?? image);
  };
  const folders: Array<[folder: string, side: Split]> = [];
  const places = SIDES.flatMap((side) => sides[side].map((place) => [trimPlace(place), side] as const));
  for (const [place, side] of places) {
    if (places.some(([other, of]) => other === place && of !== side)) continue;
    if (!/\.txt$/i.test(place)) folders.push([place, side]);
    const list = /\.txt$/i.test(place) ? finder.find(place) : undefined;
    for (const line of list === undefined ? [] : (await source.text(list)).split(/\r?\n/))
      if (line.trim()) listed.set(placeOf(line), side);
  }
  // Obj.data of Darknet says nothing of tests; the list lies beside the others.
  const test = source.files.find((file) => /(^|\/)test\.txt$/.test(file));
  if (test !== undefined && sides.test.length === 0 && listed.size > 0)
    for (const line of (await source.text(test)).split(/\r?\n/)) if (line.trim()) listed.set(placeOf(line), 'test');
  return (file: string): Split | undefined => {
    const byList = listed.get(withoutExtension(file));
    if (byList) return byList;
    const inside = folders.filter(([folder]) => `/${file}`.includes(`/${folder}/`));
    return inside.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? sideOfFolders(file);
  };
}

const trimPlace = (place: string) => place.replaceAll('\\', '/').replace(/^(\.{0,2}\/)+|\/$/g, '');

/** Whether the folder says that it is a label file; label files beside their images are known by their images. */
export const isLabelFile = (file: string) =>
  /\.txt$/i.test(file) && /(^|\/)(labels|obj_[a-z]+_data)\//i.test(file) && !/(^|\/)classes\.txt$/.test(file);

const withoutExtension = (file: string) => file.replace(/\.[^./]*$/, '');

/** As Ultralytics finds it: the last folder `images` of the path becomes `labels`. */
function labelFileOf(image: string): string {
  const parts = withoutExtension(image).split('/');
  const at = parts.slice(0, -1).lastIndexOf('images');
  if (at >= 0) parts[at] = 'labels';
  return `${parts.join('/')}.txt`;
}

/** The other way round, for labels whose images are elsewhere. */
function imageFileOf(labelFile: string): string {
  const parts = withoutExtension(labelFile).split('/');
  const at = parts.slice(0, -1).lastIndexOf('labels');
  if (at >= 0) parts[at] = 'images';
  return `${parts.join('/')}.jpg`;
}

interface Reading {
  source: DatasetSource;
  labels: NonNullable<ReadOptions['labels']>;
  described: YoloDescription;
  joined: JoinedLines;
  sideOf(file: string): Split | undefined;
}

async function readImage(
  { source, labels, described, joined, sideOf }: Reading,
  file: string,
  labelFile: string | undefined,
  known: KnownImage | undefined,
): Promise<Entry[]> {
  const image = known?.image ?? file;
  const split = sideOf(file) ?? (labelFile && sideOf(labelFile));
  const record: ImageRecord = { ...bareRecord(image, 'shapes'), ...(split && { split }) };
  const size = known?.width === undefined ? ((await source.imageSize(file)) ?? (await source.imageSize(image))) : known;
  const problems: Entry[] = [];
  const problem = (code: string, reason: string, line?: number) =>
    problems.push(problemAt(labelFile ?? file, line)('lost', code, reason, image));
  record.width = size?.width;
  record.height = size?.height;
  const text = labelFile ? (await source.text(labelFile)).replace(/^\uFEFF/, '') : '';
  if (text.trim() !== '' && size?.width === undefined) {
    problem(
      'no-size',
      'the boxes are shares of the image, and its size is not known: give the images with --images DIR',
    );
    return problems;
  }
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const read = readYoloLine(line, size!.width!, size!.height!, described.keypoints);
    if (typeof read === 'string') {
      problem('broken-line', read, index + 1);
      continue;
    }
    joined.look(line, read.shape.polygons !== undefined, { file: labelFile!, line: index + 1, image });
    const label = labels[read.id];
    if (label !== undefined) record.shapes.push({ label, ...read.shape });
    else problem('unknown-class', `class ${read.id} is not among the ${labels.length} that are named`, index + 1);
  }
  return closeRecord(record, problems, problemAt(labelFile ?? file));
}
