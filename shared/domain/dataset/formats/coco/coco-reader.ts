import { ringsBox } from '../../../shapes/polygon.ts';
import { runsBox, runsFill, textToRuns } from '../../../shapes/run-length.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape, type Split } from '../../image-record.ts';
import type { DatasetReader, DatasetSource } from '../format.ts';
import { type CocoAnnotation, type CocoCategory, type CocoPart, cocoCategories, cocoParts } from './coco-parts.ts';

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
        const categories = await cocoCategories(source, file);
        for (const { name } of [...categories].sort((a, b) => a.id - b.id)) names.add(name);
      }
      return names.size ? { labels: [...names], origin: 'source' } : undefined;
    },
    async *read(source) {
      for (const file of jsonFiles(source)) {
        const categories = await cocoCategories(source, file);
        for await (const part of cocoParts(source, file, partBytes)) yield* readPart(part, categories, file);
      }
    },
  };
}

const jsonFiles = ({ files }: DatasetSource) => files.filter((file) => /\.json$/i.test(file));

const SPLITS: Record<string, Split> = { train: 'train', val: 'validation', valid: 'validation', test: 'test' };

function* readPart(
  { images, annotations, firstImage, repeated }: CocoPart,
  categories: readonly CocoCategory[],
  file: string,
): Generator<Entry[]> {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const byImage = new Map<unknown, CocoAnnotation[]>(images.map((image) => [image?.id, []]));
  const problem = problemAt(file);
  const strays: Entry[] = [];
  for (const annotation of annotations) {
    const list = byImage.get(annotation?.image_id);
    if (annotation && list) list.push(annotation);
    else
      strays.push(
        problem(
          'lost',
          'no-such-image',
          `annotation ${annotation?.id} is of image ${annotation?.image_id}, which is not listed`,
        ),
      );
  }
  yield strays;
  const split = SPLITS[/(train|valid|val|test)(?:idation)?(?:\d{4})?\.json$/i.exec(file)?.[1]?.toLowerCase() ?? ''];
  for (const [index, image] of images.entries()) {
    if (typeof image?.file_name !== 'string') {
      yield [problem('lost', 'broken-image', `image ${firstImage + index + 1} of the list has no file_name`)];
      continue;
    }
    if (repeated.has(firstImage + index)) {
      const reason = `the id ${image.id} is also an earlier image's, which has all annotations of that id`;
      yield [problem('lost', 'repeated-id', reason, image.file_name)];
      continue;
    }
    const ref = image.coco_url?.startsWith('s3://') ? image.coco_url : image.file_name;
    const record: ImageRecord = { ...bareRecord(ref, 'shapes'), ...(split && { split }) };
    record.width = image.width;
    record.height = image.height;
    if (image.human_annotated) record.annotatedBy = image.human_annotated === 'no' ? 'machine' : 'human';
    const unchecked = image.not_exhaustive_category_ids ?? [];
    if (unchecked.length)
      record.checkedFor = categories.filter(({ id }) => !unchecked.includes(id)).map(({ name }) => name);
    const entries: Entry[] = [];
    for (const annotation of byImage.get(image.id)!) {
      const label = names.get(annotation.category_id);
      const shape = label === undefined ? undefined : readShape(annotation, label);
      if (typeof shape === 'object') record.shapes.push(shape);
      else if (label === undefined)
        entries.push(
          problem(
            'lost',
            'unknown-class',
            `annotation ${annotation.id} has category ${annotation.category_id}, which is not listed`,
            ref,
          ),
        );
      else entries.push(problem('lost', 'broken-box', `annotation ${annotation.id}: ${shape}`, ref));
    }
    entries.push(record);
    yield entries;
  }
}

/** @returns why it cannot be read, for people */
function readShape({ bbox, segmentation, iscrowd, score, attributes }: CocoAnnotation, label: string): Shape | string {
  const extra = { ...attributes, ...(iscrowd ? { iscrowd } : {}) };
  const shared = { label, confidence: score, ...(Object.keys(extra).length > 0 && { extra }) };
  const box = bbox?.length === 4 && bbox.every(Number.isFinite) ? bbox : undefined;
  if (Array.isArray(segmentation) && segmentation.length > 0) {
    if (
      !segmentation.every(
        (ring) => Array.isArray(ring) && ring.length >= 6 && ring.length % 2 === 0 && ring.every(Number.isFinite),
      )
    )
      return 'a polygon needs three corners or more, x and y each';
    return { ...shared, ...ringsBox(segmentation), polygons: segmentation };
  }
  if (segmentation && !Array.isArray(segmentation)) {
    const { counts, size } = segmentation;
    try {
      const mask = {
        width: size[1],
        height: size[0],
        counts: typeof counts === 'string' ? textToRuns(counts) : counts,
      };
      if (!runsFill(mask)) return `its runs do not cover an image of ${mask.width} x ${mask.height}`;
      return { ...shared, ...runsBox(mask), mask };
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (!box) return 'it has neither a box of four numbers nor a segmentation';
  return { ...shared, left: box[0]!, top: box[1]!, width: box[2]!, height: box[3]! };
}
