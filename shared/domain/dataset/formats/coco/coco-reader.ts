import { closeRecord } from '../../close-record.ts';
import { imageRef } from '../../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape, withheld } from '../../image-record.ts';
import { type PoseSchema, readEdges } from '../../pose.ts';
import type { DatasetReader, DatasetSource } from '../format.ts';
import { filesNamed } from '../glance.ts';
import { sideOfFile } from '../sides.ts';
import {
  type CocoAnnotation,
  type CocoCategory,
  type CocoHead,
  type CocoImage,
  type CocoPart,
  cocoHead,
  cocoParts,
} from './coco-parts.ts';
import { readCocoShape } from './coco-shape.ts';

/** Documents up to here are parsed whole, larger ones in parts of about this size. */
const PART_BYTES = 4 * 1024 * 1024;

/** COCO instances JSON: boxes, polygons of several rings, run-length masks plain and compressed. */
export const cocoReader = cocoReaderOf(PART_BYTES);

/** @param partBytes how much of a document is held at once */
export function cocoReaderOf(partBytes: number): DatasetReader {
  return {
    async classes(source) {
      const names = new Set<string>();
      for (const file of jsonFiles(source)) {
        const { categories } = await cocoHead(source, file);
        for (const { name } of [...categories].sort((a, b) => Number(a.id) - Number(b.id))) names.add(name);
      }
      return names.size ? { labels: [...names], origin: 'source' } : undefined;
    },
    async *read(source) {
      for (const file of jsonFiles(source)) {
        const head = await cocoHead(source, file);
        if (head.group !== undefined)
          yield [
            problemAt(file)(
              'noted',
              'group-category',
              `${JSON.stringify(head.group)} is the group of all other categories, and no object's`,
            ),
          ];
        for await (const part of cocoParts(source, file, partBytes)) yield* readPart(part, head, file);
      }
    },
  };
}

const jsonFiles = (source: DatasetSource) => filesNamed(source, /\.json$/i);

function* readPart(part: CocoPart, head: CocoHead, file: string): Generator<Entry[]> {
  const { images, annotations, firstImage, repeated } = part;
  const names = new Map(head.categories.map(({ id, name }) => [String(id), name]));
  const schemas = poseSchemas(head.categories);
  // Tools write ids as numbers here and as texts there.
  const byImage = new Map<string, CocoAnnotation[]>(images.map((image) => [String(image?.id), []]));
  const problem = problemAt(file);
  const strays: Entry[] = [];
  for (const annotation of annotations) {
    const list = annotation && byImage.get(String(annotation.image_id));
    if (list) list.push(annotation);
    else {
      const reason = annotation
        ? `annotation ${annotation.id} is of image ${annotation.image_id}, which is not listed`
        : 'an annotation is no JSON object';
      strays.push(problem('lost', 'no-such-image', reason));
    }
  }
  yield strays;
  for (const [index, image] of images.entries()) {
    if (typeof image?.file_name !== 'string' || image.file_name === '') {
      yield [problem('lost', 'broken-image', `image ${firstImage + index + 1} of the list has no file_name`)];
      continue;
    }
    if (repeated.has(firstImage + index)) {
      const reason = `the id ${image.id} is also an earlier image's, which has all annotations of that id`;
      yield [problem('lost', 'repeated-id', reason, image.file_name)];
      continue;
    }
    yield readImage(
      image as CocoImage & { file_name: string },
      byImage.get(String(image.id))!,
      { names, schemas },
      part,
      head,
      file,
    );
  }
}

const isOnImage = ({ mask }: Shape, { width, height }: ImageRecord) =>
  !mask || width === undefined || (mask.width === width && mask.height === height);

/** What categories say of the key points of their objects, by id. */
function poseSchemas(categories: readonly CocoCategory[]): ReadonlyMap<string, PoseSchema> {
  const listed = categories.filter(({ keypoints }) => Array.isArray(keypoints) && keypoints.length > 0);
  const most = Math.max(0, ...listed.map(({ keypoints }) => keypoints!.length));
  return new Map(
    listed.map(({ id, keypoints, skeleton }) => {
      const names = keypoints!.map(String);
      return [String(id), { names, edges: readEdges(skeleton, names.length, 1), most }];
    }),
  );
}

function readImage(
  image: CocoImage & { file_name: string },
  annotations: readonly CocoAnnotation[],
  { names, schemas }: { names: ReadonlyMap<string, string>; schemas: ReadonlyMap<string, PoseSchema> },
  { hasStrays }: CocoPart,
  { categories, isAnnotated }: CocoHead,
  file: string,
): Entry[] {
  const ref = image.coco_url?.startsWith('s3://') ? image.coco_url : imageRef(image.file_name);
  const split = sideOfFile(file);
  const record: ImageRecord = { ...bareRecord(ref, isAnnotated ? 'shapes' : 'unlabeled'), ...(split && { split }) };
  record.width = image.width;
  record.height = image.height;
  if (image.human_annotated) record.annotatedBy = image.human_annotated === 'no' ? 'machine' : 'human';
  const unchecked = image.not_exhaustive_category_ids ?? [];
  if (unchecked.length)
    record.checkedFor = categories.filter(({ id }) => !unchecked.includes(Number(id))).map(({ name }) => name);
  const problems: Entry[] = [];
  const lose = (code: string, reason: string) => problems.push(problemAt(file)('lost', code, reason, ref));
  for (const annotation of annotations) {
    const label = names.get(String(annotation.category_id));
    const shape =
      label === undefined ? undefined : readCocoShape(annotation, label, schemas.get(String(annotation.category_id)));
    if (typeof shape === 'object' && isOnImage(shape, record)) record.shapes.push(shape);
    else if (label === undefined)
      lose('unknown-class', `annotation ${annotation.id} has category ${annotation.category_id}, which is not listed`);
    else if (typeof shape === 'object')
      lose(
        'mask-of-another-size',
        `annotation ${annotation.id}: a mask of ${shape.mask!.width} x ${shape.mask!.height} on an image of ${record.width} x ${record.height}`,
      );
    else lose('broken-box', `annotation ${annotation.id}: ${shape}`);
  }
  if (hasStrays && annotations.length === 0 && isAnnotated) {
    const reason =
      'it has no annotation, and some of the file are of no image that is listed: one of them may be its own';
    return [problemAt(file)('lost', 'left-out', reason, ref), withheld(record, reason)];
  }
  return closeRecord(record, problems, problemAt(file));
}
