import { ringsBox } from '../../shapes/polygon.ts';
import { encodeRuns, runsBox } from '../../shapes/run-length.ts';
import { cutXml } from '../bytes/cut-xml.ts';
import { childOf, childrenOf, parseXml, type XmlElement } from '../bytes/xml.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape, type Split } from '../image-record.ts';
import type { DatasetFormat, DatasetReader } from './format.ts';
import { filesNamed, recogniseByHead } from './glance.ts';

const SUBSETS: Record<string, Split> = { train: 'train', val: 'validation', validation: 'validation', test: 'test' };

/** CVAT for images 1.1: boxes, polygons, masks and tags, with their attributes. */
export const cvatReader: DatasetReader = {
  async classes(source) {
    for (const file of xmlFiles(source.files))
      for await (const { elements } of cutXml(source.chunks(file))) {
        const meta = elements.find((element) => /^<meta[\s>]/.test(element));
        if (meta === undefined) continue;
        const labels = labelsOfMeta(parseXml(meta));
        if (labels.length > 0) return { labels, origin: 'source' };
      }
    return undefined;
  },
  async *read(source) {
    for (const file of xmlFiles(source.files)) {
      const problem = (code: string, reason: string, image?: string) => problemAt(file)('lost', code, reason, image);
      let tracks = 0;
      for await (const { root, elements, isComplete } of cutXml(source.chunks(file))) {
        if (root !== undefined && root !== 'annotations') {
          yield [problem('broken-xml', `the root element is <${root}>, not <annotations>`)];
          break;
        }
        const entries: Entry[] = [];
        for (const text of elements) {
          const element = parseXml(text);
          if (element?.name === 'image') entries.push(...readImage(element, problem));
          else if (element?.name === 'track') tracks++;
          else if (!element) entries.push(problem('broken-xml', `an element is broken: ${text.slice(0, 80)}`));
        }
        if (isComplete === false) entries.push(problem('broken-xml', 'the XML is broken or cut off'));
        yield entries;
      }
      if (tracks > 0)
        yield [problem('video-tracks', `${tracks} tracks of a video: export the task as "CVAT for images 1.1"`)];
    }
  },
};

function labelsOfMeta(meta: XmlElement | undefined): string[] {
  const owner = childOf(meta, 'task') ?? childOf(meta, 'project') ?? childOf(meta, 'job');
  return childrenOf(childOf(owner, 'labels'), 'label').map((label) => childOf(label, 'name')?.text ?? '');
}

const xmlFiles = (files: readonly string[]) => filesNamed({ files }, /\.xml$/i);

export const cvat: DatasetFormat = {
  name: 'cvat',
  title: 'CVAT for images 1.1',
  recognise: (place) => recogniseByHead(place, /\.xml$/i, (text) => /<annotations[\s>]/.test(text)),
  reader: cvatReader,
  sides: "an image's subset",
};

function readImage(image: XmlElement, problem: (code: string, reason: string, image?: string) => Entry): Entry[] {
  const { name = '', width, height, subset } = image.attributes;
  const split = SUBSETS[subset?.toLowerCase() ?? ''];
  const record: ImageRecord = { ...bareRecord(name, 'shapes'), annotatedBy: 'human', ...(split && { split }) };
  record.width = Number(width) || undefined;
  record.height = Number(height) || undefined;
  const entries: Entry[] = [];
  for (const element of image.children) {
    const label = element.attributes.label ?? '';
    if (element.name === 'tag') record.classes.push({ label, confidence: undefined });
    else {
      const place = placeOf(element, record);
      if (place) record.shapes.push({ label, confidence: undefined, ...place, ...attributesOf(element) });
      else
        entries.push(
          problem('unsupported-shape', `a <${element.name}> of label ${JSON.stringify(label)} cannot be read`, name),
        );
    }
  }
  if (record.classes.length > 0 && record.shapes.length === 0)
    record.kind = record.classes.length > 1 ? 'classes' : 'class';
  else if (record.classes.length > 0)
    entries.push(problem('two-tasks', 'it has shapes and tags; the shapes were taken', name));
  entries.push(record);
  return entries;
}

type Place = Omit<Shape, 'label' | 'confidence' | 'extra'>;

function placeOf({ name, attributes }: XmlElement, { width, height }: ImageRecord): Place | undefined {
  const numbers = (...keys: string[]) =>
    keys.map((key) => Number(attributes[key] || Number.NaN)) as [number, number, number, number];
  if (name === 'box') {
    const [left, top, right, bottom] = numbers('xtl', 'ytl', 'xbr', 'ybr');
    const degrees = Number(attributes.rotation ?? 0);
    if (![left, top, right, bottom].every(Number.isFinite)) return undefined;
    if (degrees === 0) return { left, top, width: right - left, height: bottom - top };
    const polygons = [turned([left, top, right, top, right, bottom, left, bottom], degrees)];
    return { ...ringsBox(polygons), polygons };
  }
  if (name === 'polygon') {
    const ring = (attributes.points ?? '').split(/[;,]/).map(Number);
    return ring.length >= 6 && ring.every(Number.isFinite) ? { ...ringsBox([ring]), polygons: [ring] } : undefined;
  }
  if (name !== 'mask' || !width || !height) return undefined;
  const [left, top, maskWidth, maskHeight] = numbers('left', 'top', 'width', 'height');
  const mask = new Uint8Array(width * height);
  let at = 0;
  for (const [index, run] of (attributes.rle ?? '').split(',').map(Number).entries()) {
    for (let pixel = at; index % 2 === 1 && pixel < at + run; pixel++)
      mask[(top + Math.floor(pixel / maskWidth)) * width + left + (pixel % maskWidth)] = 1;
    at += run;
  }
  if (at !== maskWidth * maskHeight) return undefined;
  const runs = encodeRuns(mask, width, height);
  return { ...runsBox(runs), mask: runs };
}

/** CVAT turns boxes clockwise around their middle. */
function turned(ring: number[], degrees: number): number[] {
  const { left, top, width, height } = ringsBox([ring]);
  const [x, y] = [left + width / 2, top + height / 2];
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return ring.map((value, at) => {
    const [dx, dy] = at % 2 ? [ring[at - 1]! - x, value - y] : [value - x, ring[at + 1]! - y];
    return at % 2 ? y + dx * sin + dy * cos : x + dx * cos - dy * sin;
  });
}

function attributesOf({ attributes, children }: XmlElement): Pick<Shape, 'extra'> {
  const own = children
    .filter(({ name }) => name === 'attribute')
    .map(({ attributes: { name = '' }, text }) => [name, text] as const);
  const flags = ['occluded', 'group_id']
    .filter((key) => Number(attributes[key] ?? 0) !== 0)
    .map((key) => [key, Number(attributes[key])] as const);
  return own.length + flags.length > 0 ? { extra: Object.fromEntries([...own, ...flags]) } : {};
}
