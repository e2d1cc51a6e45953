import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/label-attributes.ts';
import type { ImageRecord } from '../../shared/domain/dataset/image-record.ts';
import { type BoundingBox, clampToImage } from '../../shared/domain/shapes/bounding-box.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { turnBox } from '../../shared/domain/shapes/turn-box.ts';

/** An image as the pipeline will have it. */
export interface UprightFile extends ImageSize {
  sha256: string;
  imageKey: string;
  channels: number;
  /** Pixels as the file stores them, before it is turned. */
  stored: ImageSize;
  /** EXIF, 1..8; 1 = nothing is turned. */
  orientation: number;
}

/** Which picture the boxes were drawn on: the pixels as the file stores them, or as people see them. */
export type DrawnOn = 'stored' | 'upright';

/**
 * Which picture the size that comes with a label tells; `either`: the picture is turned and no size tells; undefined:
 * the size is another image's.
 */
export function drawnOn({ width, height }: Partial<ImageSize>, image: UprightFile): DrawnOn | 'either' | undefined {
  const isOf = (size: ImageSize) => width === undefined || (width === size.width && height === size.height);
  if (image.orientation === 1) return isOf(image) ? 'upright' : undefined;
  if (isOf(image) && isOf(image.stored)) return 'either';
  return isOf(image) ? 'upright' : isOf(image.stored) ? 'stored' : undefined;
}

export interface ImportedBox extends BoundingBox {
  label: string;
  /** Missing where the source states none, as of most people's boxes. */
  confidence: number | undefined;
}

/** What becomes of one label on its way: its boxes, and those that had to be cut or left out, for people. */
export interface ImportedBoxes {
  boxes: ImportedBox[];
  cut: string[];
  lost: string[];
}

/** Boxes under a pixel a side cannot be learned; cuts of rounding errors are not worth a word. */
const TOLERANCE = 0.5;

/** The record's boxes on the upright image. */
export function importedBoxes(record: ImageRecord, image: UprightFile, drawn: DrawnOn): ImportedBoxes {
  const found: ImportedBoxes = { boxes: [], cut: [], lost: [] };
  for (const { label, confidence, left, top, width, height } of record.shapes) {
    const given = { left, top, width, height };
    const turned = drawn === 'stored' ? turnBox(given, image.stored, image.orientation) : given;
    const box = clampToImage(turned, image.width, image.height);
    const name = `${label} ${JSON.stringify([left, top, width, height])}`;
    if (!box) found.lost.push(name);
    else {
      if (Math.abs(box.width - turned.width) > TOLERANCE || Math.abs(box.height - turned.height) > TOLERANCE)
        found.cut.push(name);
      found.boxes.push({ label, confidence, ...box });
    }
  }
  return found;
}

export interface ImportedLabel {
  image: UprightFile;
  boxes: readonly ImportedBox[];
  /** What the annotators looked for. */
  checkedFor: readonly string[];
  annotatedBy: ImageRecord['annotatedBy'];
  /** ISO 8601 without a zone, where the source says it. */
  createdAt: string | undefined;
}

/** What goes with every label of one import. */
export interface ImportContext {
  bucket: string;
  /** Order = class ids. */
  labels: readonly string[];
  /** ISO 8601. */
  createdAt: string;
  jobName: string;
}

/** The line that a labeling job of these boxes would have left; what states no confidence has none. */
export function importLine(label: ImportedLabel, { bucket, labels, createdAt, jobName }: ImportContext): string {
  const { image, boxes } = label;
  const ids = boxes.map((box) => labels.indexOf(box.label));
  const used = [...new Set(ids)].sort((a, b) => a - b);
  return JSON.stringify({
    'source-ref': `s3://${bucket}/${image.imageKey}`,
    [LABEL_ATTRIBUTE_NAME]: {
      image_size: [{ width: image.width, height: image.height, depth: image.channels }],
      annotations: boxes.map(({ left, top, width, height }, at) => ({ class_id: ids[at], left, top, width, height })),
    },
    [`${LABEL_ATTRIBUTE_NAME}-metadata`]: {
      objects: boxes.map(({ confidence }) => ({ confidence })),
      'class-map': Object.fromEntries(used.map((id) => [String(id), labels[id]])),
      type: 'groundtruth/object-detection',
      'human-annotated': label.annotatedBy === 'machine' ? 'no' : 'yes',
      'creation-date': (label.createdAt ?? createdAt).replace(/Z$/, ''),
      'job-name': jobName,
      'checked-for': label.checkedFor,
    },
  });
}
