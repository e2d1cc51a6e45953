import { maskShapes } from '../shapes/mask-pixels.ts';
import type { ClassMap } from './class-map.ts';
import type {
  DatasetReader,
  DatasetSource,
  DatasetTarget,
  DatasetWriter,
  ReadOptions,
  Trait,
  WriteOptions,
} from './formats/format.ts';
import { holdRecord } from './hold-record.ts';
import { type DatasetProblem, type Entry, type ImageRecord, identityOf, isLabeled } from './image-record.ts';
import { SeenNames } from './seen-names.ts';
import { attributesBeside, identityOfShape } from './track-identity.ts';

export interface ConversionCounts {
  /** Records that came from the source. */
  images: number;
  /** Records that the target has. */
  written: number;
  /** Labeled records without a single object: negatives. */
  empty: number;
  unlabeled: number;
  failed: number;
  /** Tasks that are no image task. */
  other: number;
  shapes: number;
  /** What the format could not hold, and on how many images (objects, for traits of objects) it was there. */
  lost: Partial<Record<Trait, number>>;
}

const TRAITS_OF_OBJECTS: readonly Trait[] = ['confidence', 'polygons', 'masks', 'keypoints', 'attributes', 'tracks'];

export interface Conversion {
  writer: DatasetWriter;
  target: DatasetTarget;
  options: WriteOptions;
  /**
   * Images that were never looked at for a class of the list are written even where the format takes them for its
   * negatives.
   */
  keepUnchecked?: boolean;
  problem(problem: DatasetProblem): void;
}

/**
 * Reads `source` with its reader and writes every entry.
 * @throws InvalidDocumentError when the source as a whole cannot be read
 */
export async function convertDataset(
  reader: DatasetReader,
  source: DatasetSource,
  readOptions: ReadOptions,
  conversion: Conversion,
): Promise<ConversionCounts> {
  return writeDataset(reader.read(source, readOptions), conversion);
}

/** Writes entries, whichever way they were chosen. Never holds more than one batch of them. */
export async function writeDataset(entries: AsyncIterable<Entry[]>, conversion: Conversion): Promise<ConversionCounts> {
  const { writer, target, options, problem } = conversion;
  const counts: ConversionCounts = {
    images: 0,
    written: 0,
    empty: 0,
    unlabeled: 0,
    failed: 0,
    other: 0,
    shapes: 0,
    lost: {},
  };
  const { keeps } = writer;
  const lose = (trait: Trait, times = 1) => {
    if (times > 0 && !keeps.has(trait)) counts.lost[trait] = (counts.lost[trait] ?? 0) + times;
  };
  const losesOfObjects = TRAITS_OF_OBJECTS.some((trait) => !keeps.has(trait));
  const seen = new SeenNames();
  const open = await writer.open(target, options);
  for await (const batch of entries) {
    for (const entry of batch) {
      if (entry.kind === 'problem') {
        problem(entry);
        continue;
      }
      counts.images++;
      if (!seen.add(identityOf(entry))) {
        options.report({
          severity: 'lost',
          code: 'duplicate-image',
          image: entry.image,
          reason: 'an earlier record is of the same image and was kept; `labelloop dataset merge` keeps the newest',
        });
        continue;
      }
      if (!isLabeled(entry)) {
        counts[entry.kind as 'unlabeled' | 'failed' | 'other']++;
        const trait = entry.kind === 'other' ? 'other tasks' : 'unlabeled images';
        lose(trait);
        if (keeps.has(trait)) {
          counts.written++;
          const wait = open.add(entry);
          if (wait) await wait;
        } else if (entry.kind === 'other')
          options.report({
            severity: 'lost',
            code: 'other-task',
            image: entry.image,
            reason: `${entry.reason ?? 'another task'}: the format has no place for it`,
          });
        continue;
      }
      if (!keepsKind(entry, writer.keeps)) {
        lose(entry.kind === 'mask' ? 'masks' : entry.kind === 'shapes' ? 'boxes' : 'classes');
        continue;
      }
      if (entry.width === undefined && writer.size !== 'need not' && needsSize(entry, writer.size)) {
        const size = await options.imageSize(entry.image);
        entry.width = size?.width;
        entry.height = size?.height;
        if (!size) {
          const reason = 'its size is not known: give the images with --images DIR';
          options.report({
            severity: writer.size === 'must' ? 'lost' : 'changed',
            code: 'no-size',
            image: entry.image,
            reason,
          });
          if (writer.size === 'must') continue;
        }
      }
      if (
        !(writer.keeps.has('checked labels') || conversion.keepUnchecked) &&
        !isCheckedForAll(entry, options.classes)
      ) {
        lose('checked labels');
        continue;
      }
      if (entry.kind === 'mask' && writer.readsMasks && !(await drawMask(entry, options))) {
        counts.failed++;
        continue;
      }
      if (!holdRecord(entry, options)) {
        options.report({
          severity: 'lost',
          code: 'left-out',
          image: entry.image,
          reason: 'the image is left out: without what was lost it would say that nothing is there',
        });
        continue;
      }
      count(entry, counts, losesOfObjects, lose);
      const wait = open.add(entry);
      if (wait) await wait;
    }
  }
  await open.end();
  return counts;
}

const keepsKind = ({ kind }: ImageRecord, keeps: ReadonlySet<Trait>) =>
  kind === 'shapes' ? keeps.has('boxes') : kind === 'mask' ? keeps.has('masks') : keeps.has('classes');

/** Boxes and masks are places on the image; a negative is one in every size, but for formats that cannot do without. */
const needsSize = ({ kind }: ImageRecord, size: DatasetWriter['size']) =>
  kind === 'shapes' && (size === 'must' || size === 'should');

const isCheckedForAll = ({ checkedFor }: ImageRecord, { labels }: ClassMap) =>
  checkedFor === undefined || labels.every((label) => checkedFor.includes(label));

/** A mask that is a file becomes shapes. @returns whether it could be read */
async function drawMask(record: ImageRecord, options: WriteOptions): Promise<boolean> {
  const shapes = await maskShapes(record, options);
  if (!shapes) return false;
  record.shapes = shapes;
  record.kind = 'shapes';
  delete record.mask;
  return true;
}

/** @param lookAtObjects whether the format loses something that an object can have */
function count(
  record: ImageRecord,
  counts: ConversionCounts,
  lookAtObjects: boolean,
  lose: (trait: Trait, times?: number) => void,
): void {
  const { shapes, classes } = record;
  counts.written++;
  counts.shapes += shapes.length;
  if (record.kind === 'shapes' && shapes.length === 0) {
    counts.empty++;
    lose('negatives');
  }
  if (record.annotatedBy) lose('provenance');
  if (record.split) lose('splits');
  if (record.image.includes('/')) lose('image paths');
  if (record.otherLabels) lose('other labels', record.otherLabels.length);
  if (record.extra && keysBesideLabels(record) > 0) lose('attributes of the line');
  if (lookAtObjects) {
    let [confidences, polygons, masks, keypoints, attributes, tracks] = [0, 0, 0, 0, 0, 0];
    for (const shape of shapes) {
      if (shape.confidence !== undefined) confidences++;
      if (shape.polygons !== undefined) polygons++;
      if (shape.mask !== undefined) masks++;
      keypoints += shape.pose?.points.length ?? 0;
      if (shape.extra === undefined) continue;
      if (attributesBeside(shape).length > 0) attributes++;
      if (identityOfShape(shape)) tracks++;
    }
    lose('confidence', confidences);
    lose('polygons', polygons);
    lose('masks', masks);
    lose('keypoints', keypoints);
    lose('attributes', attributes);
    lose('tracks', tracks);
  }
  for (const { confidence } of classes) if (confidence !== undefined) lose('confidence');
}

/** Attributes of the line that belong to none of its labels. */
function keysBesideLabels({ extra, otherLabels = [] }: ImageRecord): number {
  const isOfLabel = (key: string) => otherLabels.some((name) => key === name || key === `${name}-metadata`);
  return Object.keys(extra!).filter((key) => !isOfLabel(key)).length;
}
