import sharp from 'sharp';
import type { ClassMap } from '../../shared/domain/dataset/class-map.ts';
import { baseName } from '../../shared/domain/dataset/image-names.ts';
import type { ImageRecord, Shape } from '../../shared/domain/dataset/image-record.ts';
import { posePath } from '../../shared/domain/dataset/pose-path.ts';
import { maskShapes } from '../../shared/domain/shapes/mask-pixels.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { CommandContext } from '../command.ts';
import type { OverlaidBox } from '../pictures/box-overlay.ts';
import { drawContactSheet } from '../pictures/contact-sheet.ts';
import type { DatasetInput } from './dataset-input.ts';

const COLUMNS = 4;
const TILE_WIDTH = 320;
const TILE_HEIGHT = 240;
/** More tags than that hide the picture. */
const MOST_TAGS = 12;

export interface LabelSheet {
  png: Buffer;
  /** Images and masks that are not to be had; what is known of them is drawn on grey. */
  missing: string[];
}

/** The images with their labels as one picture: the check by eye. */
export async function drawLabels(
  input: DatasetInput,
  records: readonly ImageRecord[],
  classes: ClassMap,
  subtitle: string,
): Promise<LabelSheet> {
  const missing: string[] = [];
  const tiles = await Promise.all(records.map((record) => drawTile(input, record, classes, missing)));
  const rows = Array.from({ length: Math.ceil(tiles.length / COLUMNS) }, (_, row) =>
    tiles.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  const png = await drawContactSheet({
    title: baseName(input.where.replace(/\/$/, '')),
    subtitle: missing.length > 0 ? `${subtitle}, grey where the image is not to be had` : subtitle,
    headings: [],
    rows,
    labels: classes.labels.slice(0, 6),
    tileWidth: TILE_WIDTH,
  });
  return { png, missing };
}

/** Says which pictures are grey, and how to see them. */
export function noteMissing(missing: readonly string[], context: CommandContext): void {
  if (missing.length === 0) return;
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  context.note(
    `not to be had here: ${missing[0]}${more}; --images DIR names the folder, --images s3 looks where the labels say`,
  );
}

async function drawTile({ source }: DatasetInput, record: ImageRecord, classes: ClassMap, missing: string[]) {
  const report = () => missing.push(record.mask!.ref);
  const drawn = record.mask && (await maskShapes(record, { bytes: source.bytes, png: pngCodec, report }));
  const shapes = drawn ?? record.shapes;
  const found = await source.bytes(record.image);
  if (!found) missing.push(record.image);
  const { width, height } = sizeOf(record, shapes);
  const image =
    found ??
    (await sharp({ create: { width, height, channels: 3, background: '#39424d' } })
      .png()
      .toBuffer());
  const boxes = shapes.map((shape) => drawnBox(shape, classes, shapes.length <= MOST_TAGS));
  const whole = record.classes.map(({ label, confidence }) => ({
    left: 0,
    top: 0,
    width,
    height,
    classId: classes.ids.get(label) ?? 0,
    tag: tagOf(label, confidence),
  }));
  return { image, layers: [{ boxes: [...boxes, ...whole] }] };
}

/** Without a size, what the objects need. */
function sizeOf({ width, height }: ImageRecord, shapes: readonly Shape[]) {
  if (width !== undefined && height !== undefined) return { width, height };
  return {
    width: Math.ceil(Math.max(TILE_WIDTH, ...shapes.map((shape) => shape.left + shape.width))),
    height: Math.ceil(Math.max(TILE_HEIGHT, ...shapes.map((shape) => shape.top + shape.height))),
  };
}

const tagOf = (label: string, confidence: number | undefined) =>
  confidence ? `${label} ${confidence.toFixed(2)}` : label;

/** The radius of a drawn key point, as a share of its object's longer side. */
const POINT_RADIUS = 0.02;

function drawnBox(
  { label, left, top, width, height, polygons, mask, confidence, pose }: Shape,
  classes: ClassMap,
  isTagged: boolean,
): OverlaidBox {
  const outline = polygons
    ? polygons
        .map((ring) => `M${ring.map((value, at) => (at % 2 ? `${value}` : `${at ? 'L' : ''}${value} `)).join('')}Z`)
        .join('')
    : pose
      ? posePath(pose, POINT_RADIUS * Math.max(width, height))
      : mask && runsOutline(mask);
  const tag = tagOf(label, confidence);
  return {
    left,
    top,
    width,
    height,
    classId: classes.ids.get(label) ?? 0,
    ...(isTagged && { tag }),
    ...(outline && { outline }),
  };
}

/** Each run of a mask as a bar one pixel wide. */
function runsOutline({ height, counts }: NonNullable<Shape['mask']>): string {
  const bars: string[] = [];
  let at = 0;
  for (const [index, run] of counts.entries()) {
    for (let from = at; index % 2 === 1 && from < at + run; ) {
      const length = Math.min(at + run - from, height - (from % height));
      bars.push(`M${Math.floor(from / height)} ${from % height}h1v${length}h-1Z`);
      from += length;
    }
    at += run;
  }
  return bars.join('');
}
