import { type PngPalette, pngPalette } from '../../images/png-palette.ts';
import { baseName, stemOf } from '../image-names.ts';
import { bareRecord, type Entry, type MaskFile, problemAt } from '../image-record.ts';
import type { DatasetFormat, DatasetReader, DatasetSource, ReadOptions } from './format.ts';
import { sideOfFolders } from './sides.ts';

/** CVAT's and Pascal VOC's list of classes and colours: `name:red,green,blue:parts:actions`. */
const LABEL_MAP = 'labelmap.txt';
const PNG = /\.png$/i;
/** Folders of masks, by the names that tools give them; SegmentationObject tells objects apart, not classes. */
const MASK_FOLDER = /^(segmentationclass(png)?|masks?|labels?|annotations?|gt|ground[_-]?truth|.*_(masks?|labels?))$/i;
const SUFFIX = /[_-](masks?|seg|labels?|gt|l|gtfine_labelids)$/i;
const BACKGROUND = /^(background|bg|void|unlabell?ed|_?ignore_?)$/i;

/** A class and its colour, `#rrggbb`; undefined: its place in the palette, or its shade of grey, is its number. */
interface ListedClass {
  name: string;
  hex: string | undefined;
}

/**
 * PNGs whose pixels are classes, one an image and of its name: by a list of colours (`labelmap.txt`), else by numbers,
 * 0 being background and 1 the first class. Of one class, white is it, too.
 */
const maskPngsReader: DatasetReader = {
  async classes(source, options) {
    const listed = await listClasses(source, options);
    const labels = listed?.map(({ name }) => name).filter((name) => !BACKGROUND.test(name));
    return labels?.length ? { labels, origin: 'source' } : undefined;
  },
  async *read(source, options) {
    const listed = await listClasses(source, options);
    const files = maskFiles(source.files);
    if (!listed) {
      const reason = `masks hold colours or numbers only; say what they mean: a ${LABEL_MAP} beside them (name:red,green,blue), or --label-categories FILE with a name a line, the first of them being number 1`;
      yield [problemAt(files[0] ?? '')('lost', 'no-class-list', reason)];
      return;
    }
    for (const file of files) yield [await readMask(source, file, listed)];
  },
};

async function readMask(source: DatasetSource, file: string, listed: readonly ListedClass[]): Promise<Entry> {
  const image = file.replace(baseName(file), `${stemOf(file).replace(SUFFIX, '')}.png`);
  const bytes = await source.bytes(file);
  const palette = bytes && pngPalette(bytes);
  if (!palette) return problemAt(file)('lost', 'broken-mask', 'it is no PNG', image);
  const colours = listed[0]?.hex ? listedColours(listed) : numberedColours(palette, listed);
  if (!colours) {
    const reason = `its pixels are colours, and no ${LABEL_MAP} says what they mean (a line each: name:red,green,blue)`;
    return problemAt(file)('lost', 'no-class-list', reason, image);
  }
  const { width, height } = palette;
  const split = sideOfFolders(file);
  return { ...bareRecord(image, 'mask'), width, height, mask: { ref: file, colours }, ...(split && { split }) };
}

const colour = (index: number, hex: string, label: string | undefined): MaskFile['colours'][number] => ({
  index,
  hex,
  label,
  confidence: undefined,
});

const listedColours = (listed: readonly ListedClass[]) =>
  listed.map(({ name, hex }, at) => colour(at, hex!, BACKGROUND.test(name) ? undefined : name));

/** Colours of the numbers 0, 1, 2, … in this very file; undefined where it has no numbers. */
function numberedColours(palette: PngPalette, listed: readonly ListedClass[]): MaskFile['colours'] | undefined {
  const [first] = listed;
  // A list that begins with the background counts from 0.
  const names = first && BACKGROUND.test(first.name) ? listed.slice(1) : listed;
  const numbered = [undefined, ...names.map(({ name }) => name)].flatMap((label, index) => {
    const hex = palette.hexOf(index);
    return hex === undefined ? [] : [colour(index, hex, label)];
  });
  if (numbered.length === 0) return undefined;
  const isWhiteFree = numbered.every(({ hex }) => hex !== '#ffffff');
  return names.length === 1 && isWhiteFree ? [...numbered, colour(1, '#ffffff', names[0]!.name)] : numbered;
}

async function listClasses(source: DatasetSource, { labels }: ReadOptions): Promise<ListedClass[] | undefined> {
  const map = source.files.find((file) => baseName(file).toLowerCase() === LABEL_MAP);
  if (map !== undefined) return readLabelMap(await source.text(map));
  const list = source.files.find((file) => /^(classes|labels)\.txt$/i.test(baseName(file)));
  const names = labels ?? (list === undefined ? undefined : (await source.text(list)).split(/\r?\n/).filter(Boolean));
  return names?.map((name) => ({ name, hex: undefined }));
}

/** @returns the classes of the lines that say a colour */
const readLabelMap = (text: string): ListedClass[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const [, name, red, green, blue] = /^([^#:][^:]*):\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const hex = [red, green, blue].map((value) => Number(value).toString(16).padStart(2, '0')).join('');
    return [{ name: name.trim(), hex: `#${hex}` }];
  });

/** The PNGs that are masks: those in a folder of masks, where there is one; all of them otherwise. */
function maskFiles(files: readonly string[]): string[] {
  const pngs = files.filter((file) => PNG.test(file));
  const isInMaskFolder = (file: string) =>
    file
      .split('/')
      .slice(0, -1)
      .some((folder) => MASK_FOLDER.test(folder));
  const inFolders = pngs.filter(isInMaskFolder);
  return inFolders.length > 0 ? inFolders : pngs;
}

export const maskPngs: DatasetFormat = {
  name: 'masks',
  title: 'Mask PNGs (Pascal VOC, CVAT, plain)',
  recognise: async ({ files }) =>
    files.some((file) => baseName(file).toLowerCase() === LABEL_MAP) && files.some((file) => PNG.test(file))
      ? 'surely'
      : 'no',
  reader: maskPngsReader,
  sides: 'a folder a side',
};
