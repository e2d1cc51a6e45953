import { InvalidDocumentError } from '../../../../errors.ts';
import { cutJson } from '../../bytes/cut-json.ts';
import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import { parseOnce } from '../../bytes/parse-once.ts';
import { NamePlaces } from '../../name-places.ts';
import type { DatasetSource, Spool } from '../format.ts';

export interface CocoImage {
  id?: number | string;
  file_name?: string;
  width?: number;
  height?: number;
  coco_url?: string;
  human_annotated?: string;
  not_exhaustive_category_ids?: number[];
}

export interface CocoAnnotation {
  /** Which object of a sequence it is, as TAO and programs after it have it. */
  track_id?: string | number;
  id?: number;
  image_id?: number | string;
  category_id: number | string;
  keypoints?: number[];
  num_keypoints?: number;
  bbox?: number[];
  segmentation?: number[][] | number[] | { counts: number[] | string; size: [number, number] };
  iscrowd?: number;
  score?: number;
  attributes?: Record<string, unknown>;
}

export interface CocoCategory {
  id: number | string;
  name: string;
  supercategory?: string;
  /** Names of the key points of its objects, and pairs of their places from 1. */
  keypoints?: string[];
  skeleton?: number[][];
}

/** Some images, in the list's order, with all of their annotations. What is no object there is null here. */
export interface CocoPart {
  /** Place of the first image in the document's list, from 0. */
  firstImage: number;
  images: Array<CocoImage | null>;
  annotations: Array<CocoAnnotation | null>;
  /** Some annotation of the document is of no image that is listed: it may be any image's. */
  hasStrays: boolean;
  /** Places of images whose id an earlier one has. */
  repeated: ReadonlySet<number>;
}

const LISTS = new Set(['images', 'annotations']);
/** What a line of a part's file is. */
const [IMAGE, ANNOTATION] = ['i', 'a'];
/** Each is a file that is open while the document is gone through. */
const MOST_PARTS = 400;

export interface CocoHead {
  categories: CocoCategory[];
  /**
   * The name of the group that all other categories are of, which no annotation has: Roboflow puts the project's name
   * there.
   */
  group: string | undefined;
  /** Documents without a list of annotations say nothing of their images. */
  isAnnotated: boolean;
}

/** What the document says of itself as a whole. @throws InvalidDocumentError when the file is no COCO document */
export async function cocoHead(source: DatasetSource, file: string): Promise<CocoHead> {
  const all: CocoCategory[] = [];
  const members = new Set<string>();
  for await (const parts of cutJson(source.chunks(file), file, new Set(['categories']), members))
    for (const { text } of parts) {
      const category = parsed<CocoCategory>(text);
      if (typeof category?.name === 'string') all.push(category);
    }
  if (!members.has('categories') || !members.has('images'))
    throw new InvalidDocumentError(`${file} is no COCO document: it needs lists of images, annotations and categories`);
  const group = all.length > 1 ? all.find((one) => all.every((each) => each === one || isOf(each, one))) : undefined;
  const isGroup = group !== undefined && !(await hasAnnotationOf(source, file, group.id));
  return {
    categories: isGroup ? all.filter((each) => each !== group) : all,
    group: isGroup ? group.name : undefined,
    isAnnotated: members.has('annotations'),
  };
}

const isOf = (each: CocoCategory, group: CocoCategory) =>
  each.supercategory === group.name && group.supercategory !== group.name;

async function hasAnnotationOf(source: DatasetSource, file: string, id: CocoCategory['id']): Promise<boolean> {
  for await (const parts of cutJson(source.chunks(file), file, new Set(['annotations'])))
    for (const { text } of parts) if (String(parsed<CocoAnnotation>(text)?.category_id) === String(id)) return true;
  return false;
}

/**
 * A COCO document of any size by parts of about `partBytes`. Its annotations come in any order: those of a large one
 * are first sorted into files of a part each, so that no more than one part is ever held.
 * @throws InvalidDocumentError when the file is no JSON object
 */
export async function* cocoParts(source: DatasetSource, file: string, partBytes: number): AsyncGenerator<CocoPart> {
  const { spools, imagesAPart, repeated, hasStrays } = yield* sortIntoSpools(source, file, partBytes);
  for (const [index, spool] of spools.entries())
    yield { ...(await readSpool(spool)), firstImage: index * imagesAPart, repeated, hasStrays };
}

/**
 * Yields a small document whole, and annotations that are of no image at once; what must wait is in the spools that it
 * returns.
 */
async function* sortIntoSpools(
  source: DatasetSource,
  file: string,
  partBytes: number,
): AsyncGenerator<
  CocoPart,
  { spools: Spool[]; imagesAPart: number; repeated: ReadonlySet<number>; hasStrays: boolean }
> {
  const repeated = new Set<number>();
  const whole: CocoPart = { firstImage: 0, images: [], annotations: [], repeated, hasStrays: false };
  const places = new NamePlaces();
  let bytes = 0;
  for await (const parts of cutJson(source.chunks(file), file, LISTS))
    for (const { member, text } of parts) {
      bytes += text.length;
      if (bytes > partBytes) whole.annotations = whole.images = [];
      else if (member === 'annotations') whole.annotations.push(parsed<CocoAnnotation>(text));
      if (member !== 'images') continue;
      const image = parsed<CocoImage>(text);
      if (bytes <= partBytes) whole.images.push(image);
      if (!places.add(String(image?.id))) repeated.add(places.count - 1);
    }
  if (bytes <= partBytes) {
    whole.hasStrays = whole.annotations.some((each) => !each || places.find(String(each.image_id)) < 0);
    yield whole;
    return { spools: [], imagesAPart: 0, repeated, hasStrays: whole.hasStrays };
  }
  let hasStrays = false;
  const imagesAPart = Math.ceil(places.count / Math.min(MOST_PARTS, Math.ceil(bytes / partBytes)));
  const spools: Spool[] = [];
  while (spools.length * imagesAPart < places.count) spools.push(await source.spool());
  let image = 0;
  for await (const parts of cutJson(source.chunks(file), file, LISTS)) {
    const strays: Array<CocoAnnotation | null> = [];
    for (const { member, text } of parts) {
      const isImage = member === 'images';
      const annotation = isImage ? null : parsed<CocoAnnotation>(text);
      const place = isImage ? image++ : annotation ? places.find(String(annotation.image_id)) : -1;
      const spool = spools[Math.floor(place / imagesAPart)];
      if (!spool) strays.push(annotation);
      else {
        const wait = spool.write(`${isImage ? IMAGE : ANNOTATION}${text.replaceAll(/[\r\n]+/g, ' ')}\n`);
        if (wait) await wait;
      }
    }
    if (strays.length > 0) {
      hasStrays = true;
      yield { firstImage: 0, images: [], annotations: strays, repeated, hasStrays };
    }
  }
  return { spools, imagesAPart, repeated, hasStrays };
}

async function readSpool(spool: Spool): Promise<Pick<CocoPart, 'images' | 'annotations'>> {
  const part: Pick<CocoPart, 'images' | 'annotations'> = { images: [], annotations: [] };
  for await (const batch of cutLines(spool.takeBack()))
    for (const line of lineTexts(batch)) {
      const text = line.slice(1);
      if (line.startsWith(IMAGE!)) part.images.push(parsed<CocoImage>(text));
      else part.annotations.push(parsed<CocoAnnotation>(text));
    }
  return part;
}

function parsed<Value>(text: string): Value | null {
  try {
    const value = parseOnce(text);
    return typeof value === 'object' ? (value as Value | null) : null;
  } catch {
    return null;
  }
}
