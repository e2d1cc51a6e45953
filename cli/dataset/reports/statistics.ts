import { type ImageRecord, isLabeled, labelsOf } from '../../../shared/domain/dataset/image-record.ts';

/** Counts of one class. */
export interface ClassCount {
  objects: number;
  images: number;
}

const BINS = 10;
/** COCO's bounds between small, medium and large objects, square pixels. */
const SMALL = 32 ** 2;
const MEDIUM = 96 ** 2;

/**
 * What is in a dataset, gathered record by record in constant memory (classes, image sizes and failure reasons
 * excepted).
 */
export class DatasetStatistics {
  images = 0;
  kinds: Partial<Record<ImageRecord['kind'], number>> = {};
  empty = 0;
  objects = 0;
  readonly classes = new Map<string, ClassCount>();
  readonly splits: Partial<Record<string, number>> = {};
  readonly annotatedBy = { human: 0, machine: 0, unknown: 0 };
  /** Objects and image classes by confidence, in tenths; `none` = the source says none. */
  readonly confidence = { bins: new Array<number>(BINS).fill(0), none: 0 };
  readonly objectSizes = { small: 0, medium: 0, large: 0 };
  readonly objectsPerImage = { most: 0 };
  readonly imageSizes = new Map<string, number>();
  readonly failures = new Map<string, number>();
  polygons = 0;
  masks = 0;

  add(record: ImageRecord): void {
    this.images++;
    this.kinds[record.kind] = (this.kinds[record.kind] ?? 0) + 1;
    if (record.kind === 'failed') bump(this.failures, (record.reason ?? 'no reason').slice(0, 100));
    if (!isLabeled(record)) return;
    if (record.split) this.splits[record.split] = (this.splits[record.split] ?? 0) + 1;
    this.annotatedBy[record.annotatedBy ?? 'unknown']++;
    if (record.width !== undefined) bump(this.imageSizes, `${record.width} x ${record.height}`);
    if (record.kind === 'shapes' && record.shapes.length === 0) this.empty++;
    this.objects += record.shapes.length;
    this.objectsPerImage.most = Math.max(this.objectsPerImage.most, record.shapes.length);
    for (const { confidence } of [...record.shapes, ...record.classes]) {
      if (confidence === undefined) this.confidence.none++;
      else this.confidence.bins[Math.min(BINS - 1, Math.max(0, Math.floor(confidence * BINS)))]!++;
    }
    for (const { width, height, polygons, mask } of record.shapes) {
      const area = width * height;
      this.objectSizes[area < SMALL ? 'small' : area < MEDIUM ? 'medium' : 'large']++;
      if (polygons) this.polygons++;
      if (mask) this.masks++;
    }
    const labels = [...labelsOf(record)];
    for (const label of labels) this.#classOf(label).objects++;
    for (const label of new Set(labels)) this.#classOf(label).images++;
  }

  #classOf(label: string): ClassCount {
    const known = this.classes.get(label) ?? { objects: 0, images: 0 };
    this.classes.set(label, known);
    return known;
  }

  toJSON() {
    const { images, kinds, empty, objects, splits, annotatedBy, confidence, objectSizes, polygons, masks } = this;
    return {
      images,
      kinds,
      empty,
      objects,
      splits,
      annotatedBy,
      confidence,
      objectSizes,
      polygons,
      masks,
      mostObjects: this.objectsPerImage.most,
      perClass: Object.fromEntries(this.classes),
      imageSizes: Object.fromEntries(this.imageSizes),
      failures: Object.fromEntries(this.failures),
    };
  }
}

const bump = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
