import sharp from 'sharp';
import { LOGO_LABELS, logoRaster, plainColours, RASTER_SIZE } from '../../../examples/sample-images/logos.ts';
import type { Prediction } from '../../../shared/contracts/training.ts';
import { intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';

/** Works at half resolution, every second position: coarse, but a logo's outline is many pixels wide. */
const SHRINK = 2;
const STRIDE = 2;
const SIZES = [32, 42, 56, 74, 97, 128];
const KEPT_PER_CLASS = 40;
const SAME_OBJECT_IOU = 0.3;

interface Template {
  classId: number;
  side: number;
  /** Offsets into the picture and the normalised values there, for the cells that the badge covers. */
  cells: Array<{ x: number; y: number; channel: number; value: number }>;
}

/** The logo as published, at one size, less its mean and scaled to length 1. */
function template(classId: number, size: number): Template {
  const label = LOGO_LABELS[classId]!;
  const raster = logoRaster(label);
  const { badge, rim, glyph } = plainColours(label);
  const byPart = [badge, badge, rim, glyph];
  const side = Math.round(size / SHRINK);
  const cells: Template['cells'] = [];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const at =
        Math.floor(((y + 0.5) / side) * RASTER_SIZE) * RASTER_SIZE + Math.floor(((x + 0.5) / side) * RASTER_SIZE);
      const part = raster[at]!;
      if (part)
        for (let channel = 0; channel < 3; channel++) cells.push({ x, y, channel, value: byPart[part]![channel]! });
    }
  const mean = cells.reduce((sum, { value }) => sum + value, 0) / cells.length;
  const length = Math.sqrt(cells.reduce((sum, { value }) => sum + (value - mean) ** 2, 0));
  return { classId, side, cells: cells.map((cell) => ({ ...cell, value: (cell.value - mean) / length })) };
}

/** Normalised cross-correlation with the plain logos at six sizes, then non-maximum suppression. */
export async function matchTemplates(image: Uint8Array): Promise<Prediction[]> {
  const { width: fullWidth } = await sharp(image).metadata();
  const { data, info } = await sharp(image)
    .resize({ width: Math.round(fullWidth / SHRINK) })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const found = LOGO_LABELS.flatMap((_, classId) =>
    suppress(SIZES.flatMap((size) => correlate(data, info.width, info.height, template(classId, size)))),
  );
  return found;
}

function correlate(data: Uint8Array, width: number, height: number, { classId, side, cells }: Template): Prediction[] {
  const offsets = Int32Array.from(cells, ({ x, y, channel }) => (y * width + x) * 3 + channel);
  const values = Float64Array.from(cells, ({ value }) => value);
  const hits: Prediction[] = [];
  for (let top = 0; top + side <= height; top += STRIDE)
    for (let left = 0; left + side <= width; left += STRIDE) {
      const start = (top * width + left) * 3;
      let [product, sum, squares] = [0, 0, 0];
      for (let cell = 0; cell < offsets.length; cell++) {
        const pixel = data[start + offsets[cell]!]!;
        product += pixel * values[cell]!;
        sum += pixel;
        squares += pixel * pixel;
      }
      const deviation = Math.sqrt(squares - (sum * sum) / offsets.length);
      if (deviation > 0)
        hits.push({
          class_id: classId,
          left: left * SHRINK,
          top: top * SHRINK,
          width: side * SHRINK,
          height: side * SHRINK,
          confidence: product / deviation,
        });
    }
  return hits.sort((a, b) => b.confidence - a.confidence).slice(0, 2000);
}

function suppress(hits: Prediction[]): Prediction[] {
  const kept: Prediction[] = [];
  for (const hit of hits.sort((a, b) => b.confidence - a.confidence)) {
    if (kept.length === KEPT_PER_CLASS) break;
    if (kept.every((other) => intersectionOverUnion(other, hit) < SAME_OBJECT_IOU)) kept.push(hit);
  }
  return kept;
}
