import { childOf, childrenOf, escapeXml, parseXml, type XmlElement } from '../bytes/xml.ts';
import { closeRecord } from '../close-record.ts';
import { copyImage } from '../copied-image.ts';
import { ImageNames, imageRef, stemOf } from '../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape, type Split } from '../image-record.ts';
import { type DatasetFormat, type DatasetReader, type DatasetWriter, splitOrTrain } from './format.ts';
import { filesNamed, recogniseByHead } from './glance.ts';
import { sideOfFolders } from './sides.ts';

/**
 * Pascal VOC: one XML file an image. `xmin` … `ymax` are whole pixels, count from 1 and include both edges (VOC2012
 * development kit, 3.3): a box from `left` to `left + width` has xmin = left + 1 and xmax = left + width. Tools that
 * count from 0 differ by a pixel.
 */
export const vocReader: DatasetReader = {
  async *read(source) {
    const splits = await readSplits(source.files, (file) => source.text(file));
    for (const file of filesNamed(source, /\.xml$/i))
      yield readVocFile(await source.text(file), file, splits.get(stemOf(file)) ?? sideOfFolders(file));
  },
};

/**
 * One annotation file. The image is the one of the same stem, as every loader of VOC has it: `ImageSets` list stems.
 * @returns the record, behind problems where there are any; without a record when the file is broken
 */
export function readVocFile(text: string, file: string, split?: Split): Entry[] {
  const root = parseXml(text);
  const entries: Entry[] = [];
  const problem = (...found: Parameters<ReturnType<typeof problemAt>>) => entries.push(problemAt(file)(...found));
  if (root?.name !== 'annotation') {
    problem(
      'lost',
      'broken-xml',
      root ? `the root element is <${root.name}>, not <annotation>` : 'the XML is broken or cut off',
    );
    return entries;
  }
  const path = childOf(root, 'path')?.text ?? '';
  const name = imageRef(childOf(root, 'filename')?.text || stemOf(file));
  const own = stemOf(name) === stemOf(file) ? name : `${stemOf(file)}${/\.[a-z]+$/i.exec(name)?.[0] ?? ''}`;
  const image = path.startsWith('s3://') ? path : own;
  if (own !== name) problem('noted', 'name-differs', `the file names the image ${name}; its own name was taken`, image);
  const record: ImageRecord = { ...bareRecord(image, 'shapes'), ...(split && { split }) };
  const unknown = root.children.filter((element) => !ELEMENTS.has(element.name));
  for (const element of unknown)
    problem('lost', 'unknown-element', `<${element.name}> is no element of VOC's, and may have been an object`, image);
  const size = childOf(root, 'size');
  const [width, height] = ['width', 'height'].map((side) => Number(childOf(size, side)?.text));
  if (width! > 0 && height! > 0) {
    record.width = width!;
    record.height = height!;
  }
  for (const object of childrenOf(root, 'object')) {
    const shape = readObject(object);
    if (shape) record.shapes.push(shape);
    else
      problem(
        'lost',
        'broken-box',
        `the object ${JSON.stringify(childOf(object, 'name')?.text ?? '')} has no box of four numbers, or no name`,
        image,
      );
  }
  return closeRecord(record, entries, problemAt(file));
}

/** The elements of an annotation, those of single tools included. */
const ELEMENTS = new Set(
  'folder filename path source owner size segmented object tag segment_label verified relation attributes imagesize database imgs type'.split(
    ' ',
  ),
);
const FLAGS = ['pose', 'truncated', 'occluded', 'difficult'];
const DEFAULTS: Record<string, string> = { pose: 'Unspecified', truncated: '0', occluded: '0', difficult: '0' };

/** A `<part>` has a box and a name of its own; the object's come outside of it. */
function readObject(object: XmlElement): Shape | undefined {
  const box = childOf(object, 'bndbox');
  const [xmin, ymin, xmax, ymax] = ['xmin', 'ymin', 'xmax', 'ymax'].map((edge) =>
    Number(childOf(box, edge)?.text || Number.NaN),
  );
  if (childOf(object, 'object') || ['name', 'bndbox'].some((name) => childrenOf(object, name).length > 1))
    return undefined;
  const label = childOf(object, 'name')?.exactText;
  if (!label?.trim() || ![xmin, ymin, xmax, ymax].every(Number.isFinite)) return undefined;
  const extra = Object.fromEntries(
    FLAGS.flatMap((flag) => {
      const value = childOf(object, flag)?.text;
      return value && value !== DEFAULTS[flag] ? [[flag, value]] : [];
    }),
  );
  return {
    label,
    left: xmin! - 1,
    top: ymin! - 1,
    width: xmax! - xmin! + 1,
    height: ymax! - ymin! + 1,
    confidence: undefined,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

const IMAGE_SET = /(?:^|\/)ImageSets\/Main\/(train|val|test)\.txt$/;
const SIDES: Record<string, Split> = { train: 'train', val: 'validation', test: 'test' };

async function readSplits(files: readonly string[], text: (file: string) => Promise<string>) {
  const splits = new Map<string, Split>();
  for (const file of files) {
    const side = SIDES[IMAGE_SET.exec(file)?.[1] ?? ''];
    if (!side) continue;
    for (const line of (await text(file)).split(/\r?\n/)) if (line.trim()) splits.set(line.trim(), side);
  }
  return splits;
}

export const vocWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'negatives', 'image paths', 'splits']),
  size: 'should',
  async open(target, options) {
    const names = new ImageNames();
    const sets = { train: '', validation: '', test: '' };
    return {
      async add(record) {
        const name = names.flat(record.image);
        const stem = stemOf(name);
        sets[splitOrTrain(record)] += `${stem}\n`;
        await target.write(`Annotations/${stem}.xml`, annotationXml(record, name));
        await copyImage(target, `JPEGImages/${name}`, record.image, options);
      },
      async end() {
        await target.write('ImageSets/Main/train.txt', sets.train);
        await target.write('ImageSets/Main/val.txt', sets.validation);
        await target.write('ImageSets/Main/trainval.txt', sets.train + sets.validation);
        if (sets.test) await target.write('ImageSets/Main/test.txt', sets.test);
      },
    };
  },
};

export const voc: DatasetFormat = {
  name: 'voc',
  title: 'Pascal VOC',
  recognise: (place) => recogniseByHead(place, /\.xml$/i, (text) => /<annotation[\s>]/.test(text)),
  reader: vocReader,
  writer: vocWriter,
  sides: 'lists in `ImageSets/Main`, or a folder a side',
};

function annotationXml({ image, width = 0, height = 0, shapes }: ImageRecord, name: string): string {
  const objects = shapes.map(({ label, left, top, width: w, height: h, extra }) => {
    const flag = (key: string) => `<${key}>${escapeXml(String(extra?.[key] ?? DEFAULTS[key]))}</${key}>`;
    const xmin = Math.min(Math.round(left) + 1, Math.max(1, width || Infinity));
    const ymin = Math.min(Math.round(top) + 1, Math.max(1, height || Infinity));
    const xmax = Math.max(xmin, Math.round(left + w));
    const ymax = Math.max(ymin, Math.round(top + h));
    return (
      `  <object>\n    <name>${escapeXml(label)}</name>${flag('pose')}${flag('truncated')}${flag('difficult')}\n` +
      `    <bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>\n  </object>\n`
    );
  });
  return (
    `<annotation>\n  <folder>JPEGImages</folder>\n  <filename>${escapeXml(name)}</filename>\n  <path>${escapeXml(image)}</path>\n` +
    `  <source><database>Unknown</database></source>\n` +
    `  <size><width>${width}</width><height>${height}</height><depth>3</depth></size>\n  <segmented>0</segmented>\n` +
    `${objects.join('')}</annotation>\n`
  );
}
