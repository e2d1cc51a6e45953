import { colourOfHex, MASK_BACKGROUND } from '../../../shared/domain/answer-kinds/mask.ts';
import type { ImageRecord, Shape } from '../../../shared/domain/dataset/image-record.ts';
import { decodePng, encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { labelColour } from '../../../shared/domain/labeling/label-colours.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { ringsMask } from '../../../shared/domain/shapes/polygon-mask.ts';
import { paintRuns, runsArea } from '../../../shared/domain/shapes/run-length.ts';
import { turnBox } from '../../../shared/domain/shapes/turn-box.ts';
import { InvalidDocumentError } from '../../../shared/errors.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { sha256 } from '../../../shared/sha256.ts';
import { isOutlined } from './imported-outlines.ts';
import type { LabelPlace, TaskLabel, TaskLabelReader, Trouble } from './task-label.ts';

/** A class for every pixel: of a mask PNG, or painted from outlines and run lengths. */
export const importedMask: TaskLabelReader = {
  takes: 'a mask, or outlines of all that it shows',
  carriers:
    'mask PNGs (masks), COCO (polygons, run lengths), yolo-segment, Label Studio (brush, polygons), CVAT, Ground Truth manifests',
  isPlaced: true,
  nothing: 'shapes',
  holds: (record) => record.kind === 'mask' || isOutlined(record),
  async read(record, place) {
    const { image, drawn } = place;
    const canvas: ImageSize = drawn === 'stored' ? image.stored : image;
    const troubles: Trouble[] = [];
    const painted =
      record.kind === 'mask'
        ? await readMaskFile(record, canvas, place, troubles)
        : paintShapes(record, canvas, ({ label }) => place.labels.indexOf(label) + 1, troubles);
    if (!painted) return { label: undefined, troubles };
    const upright = drawn === 'stored' ? turnPixels(painted, image) : painted;
    return { label: labelOf(upright, image, place.labels), troubles };
  },
};

/** Class id + 1 of each pixel of the record's file, 0 = background. */
async function readMaskFile(
  { mask }: ImageRecord,
  canvas: ImageSize,
  { labels, bytes }: Pick<LabelPlace, 'labels' | 'bytes'>,
  troubles: Trouble[],
): Promise<Uint8Array | undefined> {
  const { ref, colours } = mask!;
  const file = await bytes(ref);
  if (!file) {
    troubles.push(['lost', 'missing-mask', `the mask ${ref} is not to be had here`]);
    return undefined;
  }
  try {
    const { colours: pixels } = decodePng(file, pngCodec, canvas);
    const indexes = new Map(
      colours.map(({ hex, label }) => [colourOfHex(hex), label === undefined ? 0 : labels.indexOf(label) + 1]),
    );
    const unknown = pixels.reduce((sum, colour) => (colour !== -1 && !indexes.has(colour) ? sum + 1 : sum), 0);
    if (unknown > 0)
      troubles.push([
        'changed',
        'unknown-colour',
        `${unknown} pixels of ${ref} have a colour that no class has; they became background`,
      ]);
    return Uint8Array.from(pixels, (colour) => indexes.get(colour) ?? 0);
  } catch (error) {
    if (!(error instanceof InvalidDocumentError)) throw error;
    troubles.push(['lost', 'broken-mask', `${ref}: ${error.message}`]);
    return undefined;
  }
}

/**
 * Pixel by pixel the number of the object that is there, 0 = none. Where objects overlap the later one is seen.
 * @returns undefined where one cannot be painted
 */
export function paintShapes(
  { shapes }: ImageRecord,
  { width, height }: ImageSize,
  numberOf: (shape: Shape, at: number) => number,
  troubles: Trouble[],
): Uint8Array | undefined {
  const pixels = new Uint8Array(width * height);
  let covered = 0;
  for (const [at, shape] of shapes.entries()) {
    const { label, mask, polygons } = shape;
    if (mask && (mask.width !== width || mask.height !== height)) {
      troubles.push(['lost', 'another-size', `the mask of ${label} has ${mask.width} x ${mask.height} pixels`]);
      return undefined;
    }
    const runs = mask ?? ringsMask(polygons!, width, height);
    covered += runsArea(runs);
    paintRuns(runs, pixels, numberOf(shape, at));
  }
  const seen = pixels.reduce((sum, index) => sum + Number(index > 0), 0);
  if (seen < covered)
    troubles.push([
      'changed',
      'overlapping-masks',
      `${covered - seen} pixels belong to more than one object; the last one has them`,
    ]);
  return pixels;
}

/** Pixels as they are stored -> as people see them. */
export function turnPixels(
  pixels: Uint8Array,
  { stored, orientation, width, height }: LabelPlace['image'],
): Uint8Array {
  const turned = new Uint8Array(width * height);
  for (let y = 0; y < stored.height; y++)
    for (let x = 0; x < stored.width; x++) {
      const { left, top } = turnBox({ left: x, top: y, width: 1, height: 1 }, stored, orientation);
      turned[top * width + left] = pixels[y * stored.width + x]!;
    }
  return turned;
}

function labelOf(mask: Uint8Array, { width, height }: ImageSize, labels: readonly string[]): TaskLabel {
  const palette = [MASK_BACKGROUND, ...labels.map((_, id) => labelColour(id))];
  const png = encodePalettePng({ width, height, mask }, palette.map(colourOfHex), pngCodec);
  const used = [...new Set(mask).add(0)].sort((a, b) => a - b);
  const colourMap = used.map((index) => [
    String(index),
    { 'class-name': index === 0 ? 'BACKGROUND' : labels[index - 1]!, 'hex-color': palette[index]! },
  ]);
  return {
    value: undefined,
    metadata: { 'internal-color-map': Object.fromEntries(colourMap), type: 'groundtruth/semantic-segmentation' },
    mask: { png, sha256: sha256(png) },
    shapes: [],
    classes: [],
  };
}
