import { ringsBox } from '../../shapes/polygon.ts';
import { encodeRuns, MASK_MAX_PIXELS, runsBox } from '../../shapes/run-length.ts';
import { cutXml } from '../bytes/cut-xml.ts';
import { childOf, childrenOf, parseXml, type XmlElement } from '../bytes/xml.ts';
import { closeRecord } from '../close-record.ts';
import { imageRef } from '../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape } from '../image-record.ts';
import type { DatasetFormat, DatasetReader } from './format.ts';
import { filesNamed, recogniseByHead } from './glance.ts';
import { sideNamed } from './sides.ts';
import { type CvatTrack, type CvatVideo, framesOfTracks, readCvatTrack } from './tracks/cvat-track-reader.ts';

const problemIn = (file: string) => (code: string, reason: string, image?: string) =>
  problemAt(file)('lost', code, reason, image);

/** Elements of the document that are no image's. */
const BESIDE_IMAGES = new Set(['version', 'meta', 'track']);

/** CVAT for images 1.1: boxes, polygons, masks and tags, with their attributes; CVAT for video 1.1: tracks of boxes. */
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
      const problem = problemIn(file);
      const tracks: CvatTrack[] = [];
      let video: CvatVideo = {};
      for await (const { root, elements, isComplete } of cutXml(source.chunks(file))) {
        if (root !== undefined && root !== 'annotations') {
          yield [problem('broken-xml', `the root element is <${root}>, not <annotations>`)];
          break;
        }
        const entries: Entry[] = [];
        for (const text of elements) {
          const element = parseXml(text);
          if (element?.name === 'image') entries.push(...readImage(element, file));
          else if (element?.name === 'track') tracks.push(readCvatTrack(element));
          else if (element?.name === 'meta') video = videoOf(element);
          else if (element && !BESIDE_IMAGES.has(element.name))
            entries.push(problem('unknown-element', `<${element.name}> is no element of CVAT's: ${text.slice(0, 80)}`));
          else if (!element) entries.push(problem('broken-xml', `an element is broken: ${text.slice(0, 80)}`));
        }
        if (isComplete === false)
          entries.push(
            problem('broken-xml', 'the XML is broken or cut off; what stands behind that place was not read'),
          );
        yield entries;
      }
      if (tracks.length > 0 || video.isVideo) yield framesOfTracks(tracks, file, video);
    }
  },
};

/** What the document says of a video: frames in all, and their size. */
function videoOf(meta: XmlElement) {
  const owner = childOf(meta, 'task') ?? childOf(meta, 'job');
  const number = (of: XmlElement | undefined, name: string) => Number(childOf(of, name)?.text) || undefined;
  const size = childOf(owner, 'original_size');
  return {
    isVideo: childOf(owner, 'mode')?.text === 'interpolation',
    frames: number(owner, 'size'),
    width: number(size, 'width'),
    height: number(size, 'height'),
  };
}

/** Names of the labels; the points of a skeleton are labels of their own there, with their parent's name. */
function labelsOfMeta(meta: XmlElement | undefined): string[] {
  const owner = childOf(meta, 'task') ?? childOf(meta, 'project') ?? childOf(meta, 'job');
  return childrenOf(childOf(owner, 'labels'), 'label')
    .filter((label) => !childOf(label, 'parent')?.text)
    .map((label) => childOf(label, 'name')?.exactText ?? '');
}

const xmlFiles = (files: readonly string[]) => filesNamed({ files }, /\.xml$/i);

export const cvat: DatasetFormat = {
  name: 'cvat',
  title: 'CVAT for images 1.1',
  recognise: (place) => recogniseByHead(place, /\.xml$/i, (text) => /<annotations[\s>]/.test(text)),
  reader: cvatReader,
  sides: "an image's subset",
};

function readImage(image: XmlElement, file: string): Entry[] {
  const problem = problemIn(file);
  const { width, height, subset = '' } = image.attributes;
  const name = imageRef(image.attributes.name ?? '');
  if (name === '') return [problem('broken-image', `an <image> has no name: ${JSON.stringify(image.attributes)}`)];
  const split = sideNamed(subset);
  const record: ImageRecord = { ...bareRecord(name, 'shapes'), ...(split && { split }) };
  record.width = Number(width) || undefined;
  record.height = Number(height) || undefined;
  const problems: Entry[] = [];
  const shapes = image.children.filter((element) => element.name !== 'tag');
  for (const element of shapes) {
    const { label } = element.attributes;
    // A shape in a shape is one whose end is gone, and text in it one whose beginning is.
    const isWhole =
      element.text === '' &&
      (element.name === 'skeleton' || element.children.every((child) => child.name === 'attribute'));
    const place = label && isWhole ? placeOf(element, record) : undefined;
    if (place) record.shapes.push({ label: label!, confidence: undefined, ...place, ...attributesOf(element) });
    else {
      const code = label && OTHER_SHAPES.has(element.name) ? 'unsupported-shape' : 'broken-shape';
      problems.push(problem(code, `a <${element.name}> of label ${JSON.stringify(label ?? '')} cannot be read`, name));
    }
  }
  for (const { attributes, children, text } of image.children.filter((element) => element.name === 'tag')) {
    if (attributes.label && text === '' && children.every((child) => child.name === 'attribute'))
      record.classes.push({ label: attributes.label, confidence: undefined });
    else problems.push(problem('broken-shape', 'a <tag> has no label, or no end', name));
  }
  record.annotatedBy = annotatorOf(image.children);
  if (record.classes.length > 0 && shapes.length === 0) record.kind = record.classes.length > 1 ? 'classes' : 'class';
  else if (record.classes.length > 0) {
    record.otherLabels = record.classes.map(({ label }) => `the tag ${label}`);
    record.classes = [];
  }
  return closeRecord(record, problems, problemAt(file));
}

/**
 * Drawn by a model and not touched by anybody, as CVAT marks each shape; without shapes a person said that nothing is
 * there.
 */
function annotatorOf(elements: readonly XmlElement[]): 'human' | 'machine' {
  const isAuto = elements.length > 0 && elements.every(({ attributes }) => attributes.source === 'auto');
  return isAuto ? 'machine' : 'human';
}

/** Places that are neither a box nor an area. */
const OTHER_SHAPES = new Set(['polyline', 'points', 'cuboid', 'skeleton']);
const ELLIPSE_CORNERS = 72;

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
  if (name === 'ellipse') {
    const [x, y, rx, ry] = numbers('cx', 'cy', 'rx', 'ry');
    if (![x, y, rx, ry].every(Number.isFinite)) return undefined;
    const upright = Array.from({ length: ELLIPSE_CORNERS }, (_, at) => (at * 2 * Math.PI) / ELLIPSE_CORNERS);
    const ring = upright.flatMap((angle) => [x + rx * Math.cos(angle), y + ry * Math.sin(angle)]);
    const polygons = [turned(ring, Number(attributes.rotation ?? 0))];
    return { ...ringsBox(polygons), polygons };
  }
  if (name === 'polygon') {
    const ring = (attributes.points ?? '')
      .split(/[;,]/)
      .map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
    return ring.length >= 6 && ring.length % 2 === 0 && ring.every(Number.isFinite)
      ? { ...ringsBox([ring]), polygons: [ring] }
      : undefined;
  }
  if (name !== 'mask' || !width || !height || !(width * height <= MASK_MAX_PIXELS)) return undefined;
  const [left, top, maskWidth, maskHeight] = numbers('left', 'top', 'width', 'height');
  const isOnImage = left >= 0 && top >= 0 && left + maskWidth <= width && top + maskHeight <= height;
  if (!isOnImage || ![left, top, maskWidth, maskHeight].every(Number.isInteger)) return undefined;
  const mask = new Uint8Array(width * height);
  let at = 0;
  for (const [index, run] of (attributes.rle ?? '').split(',').map(Number).entries()) {
    if (!(Number.isInteger(run) && run >= 0 && at + run <= maskWidth * maskHeight)) return undefined;
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
