import { InvalidDocumentError } from '../../errors.ts';
import type { WriteOptions } from '../dataset/formats/format.ts';
import type { ImageRecord, MaskFile, Shape } from '../dataset/image-record.ts';
import { decodePng, encodePalettePng } from '../images/png-pixels.ts';
import type { ImageSize } from './image-size.ts';
import { ringsMask } from './polygon-mask.ts';
import { encodeRuns, paintRuns, runsArea, runsBox } from './run-length.ts';

/**
 * Colours of written masks: index 0 is background; told apart by eye for as long as they last (the first 20 are D3's
 * category10 and 20).
 */
const COLOURS = [
  0xffffff, 0x2ca02c, 0x1f77b4, 0xff7f0e, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf,
];

const hexOf = (colour: number) => `#${colour.toString(16).padStart(6, '0')}`;
const colourOf = (index: number) => COLOURS[index] ?? (index * 0x9e3779) & 0xfefefe;

/**
 * A semantic mask as one run-length shape for each class that occurs: pixel by pixel the same. Touching objects of one
 * class are one shape, as the mask has them. Undefined, with a report, when there is no such mask or it cannot be read.
 */
export async function maskShapes(
  record: ImageRecord,
  { bytes, png, report }: Pick<WriteOptions, 'bytes' | 'png' | 'report'>,
): Promise<Shape[] | undefined> {
  const mask = record.mask as MaskFile;
  const file = await bytes(mask.ref);
  if (!file) {
    report({
      severity: 'lost',
      code: 'missing-mask',
      image: record.image,
      reason: `the mask ${mask.ref} is not to be had here`,
    });
    return undefined;
  }
  try {
    const { width, height } = record;
    const pixels = decodePng(file, png, width !== undefined && height !== undefined ? { width, height } : undefined);
    record.width ??= pixels.width;
    record.height ??= pixels.height;
    const indexes = new Map(mask.colours.map(({ hex, index }) => [Number.parseInt(hex.slice(1), 16), index]));
    const byIndex = Uint8Array.from(pixels.colours, (colour) => indexes.get(colour) ?? 0);
    const unknown = pixels.colours.reduce((sum, colour) => (colour !== -1 && !indexes.has(colour) ? sum + 1 : sum), 0);
    const shapes = mask.colours.flatMap(({ index, label, confidence }) => {
      if (label === undefined) return [];
      const runs = encodeRuns(byIndex, pixels.width, pixels.height, index);
      return runsArea(runs) > 0 ? [{ label, confidence, ...runsBox(runs), mask: runs }] : [];
    });
    if (unknown === 0) return shapes;
    const reason = `${unknown} pixels of ${mask.ref} have a colour that stands for no class of the list`;
    const isLost = shapes.length === 0;
    report({
      severity: isLost ? 'lost' : 'changed',
      code: 'unknown-colour',
      image: record.image,
      reason: isLost ? `${reason}, and no others are an object's` : `${reason}; they became background`,
    });
    return isLost ? undefined : shapes;
  } catch (error) {
    if (!(error instanceof InvalidDocumentError)) throw error;
    report({ severity: 'lost', code: 'broken-mask', image: record.image, reason: `${mask.ref}: ${error.message}` });
    return undefined;
  }
}

/**
 * Outlined shapes as Ground Truth's semantic mask: a palette PNG whose indexes are class id + 1, and its colour map.
 * Where shapes overlap the later one is seen.
 */
export function semanticMask(
  record: ImageRecord,
  { classes, png, report }: Pick<WriteOptions, 'classes' | 'png' | 'report'>,
): { file: Uint8Array; colours: MaskFile['colours'] } {
  const { width, height } = (record.shapes.find((shape) => shape.mask)?.mask ?? record) as ImageSize;
  const mask = new Uint8Array(width * height);
  let covered = 0;
  for (const shape of record.shapes) {
    const runs = shape.mask ?? ringsMask(shape.polygons!, width, height);
    covered += runsArea(runs);
    paintRuns(runs, mask, classes.ids.get(shape.label)! + 1);
  }
  const seen = mask.reduce((sum, index) => (index === 0 ? sum : sum + 1), 0);
  if (seen < covered)
    report({
      severity: 'changed',
      code: 'overlapping-masks',
      image: record.image,
      reason: `${covered - seen} pixels belong to more than one object; a semantic mask keeps the last one`,
    });
  const used = [...new Set(record.shapes.map(({ label }) => label))].sort(
    (a, b) => classes.ids.get(a)! - classes.ids.get(b)!,
  );
  const palette = Array.from({ length: classes.labels.length + 1 }, (_, index) => colourOf(index));
  return {
    file: encodePalettePng({ width, height, mask }, palette, png),
    colours: [
      { index: 0, hex: hexOf(COLOURS[0]!), label: undefined, confidence: undefined },
      ...used.map((label) => {
        const index = classes.ids.get(label)! + 1;
        const confidence = record.shapes.find((shape) => shape.label === label)?.confidence;
        return { index, hex: hexOf(colourOf(index)), label, confidence };
      }),
    ],
  };
}
