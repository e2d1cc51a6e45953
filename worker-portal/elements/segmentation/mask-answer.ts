import { isObject } from '../../../shared/domain/answer-kinds/fields.ts';
import { encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { labelColour } from '../../../shared/domain/labeling/label-colours.ts';
import { crc32 } from './crc32.ts';
import { BACKGROUND, type LabelMask, usedLabels } from './label-mask.ts';
import { zlibRuns } from './zlib-runs.ts';

/** What crowd-semantic-segmentation submits, spelled as Ground Truth spells it; only labels that have pixels. */
export interface SegmentationAnswer {
  inputImageProperties: { height: number; width: number };
  labelMappings: Record<string, { color: string }>;
  labeledImage: { pngImageData: string };
  initialValueModified?: boolean;
}

export type Picture = { url: string } | { pngBase64: string };

/** A mask that somebody gave: the colours of its labels and its picture. */
export interface GivenMask {
  colours: Record<string, string>;
  picture: Picture;
}

export const BACKGROUND_COLOUR = '#ffffff';
export const HEX_COLOUR = /^#[\da-f]{6}$/i;
/** Reads an `initial-value` (`labelMappings` and `src`) or a former answer (`labelMappings` and `labeledImage`). */
export function readGivenMask(value: unknown): GivenMask | undefined {
  if (!isObject(value) || !isObject(value.labelMappings)) return undefined;
  const colours = Object.fromEntries(
    Object.entries(value.labelMappings).flatMap(([label, mapping]) =>
      isObject(mapping) && typeof mapping.color === 'string' && HEX_COLOUR.test(mapping.color)
        ? [[label, mapping.color.toLowerCase()]]
        : [],
    ),
  );
  const picture = readPicture(value);
  return picture && { colours, picture };
}

/** The `src` of an `initial-value`, or the `labeledImage` of a former answer. */
export function readPicture({ labeledImage, src }: Record<string, unknown>): Picture | undefined {
  const png = isObject(labeledImage) ? labeledImage.pngImageData : undefined;
  if (typeof png === 'string') return { pngBase64: png };
  return typeof src === 'string' && src !== '' ? { url: src } : undefined;
}

/** `#rrggbb` per number of a mask: 0 the background, n the n-th label; given ones are kept and no two are the same. */
export function maskColours(labels: readonly string[], given: Readonly<Record<string, string>> = {}): string[] {
  const colours = [BACKGROUND_COLOUR, ...labels.map((label) => given[label] ?? '')];
  const taken = new Set(colours);
  let next = 0;
  return colours.map((colour) => {
    if (colour !== '') return colour;
    while (taken.has(labelColour(next))) next++;
    return labelColour(next++);
  });
}

/**
 * The mask that a picture shows. A pixel whose colour is none of `colours` (a smoothed rim, a browser's noise) is that
 * of the nearest.
 * @param rgba four bytes a pixel; fully transparent is background
 * @param colours as `maskColours` gives them
 */
export function maskOfPicture(
  rgba: Uint8ClampedArray,
  { width, height }: { width: number; height: number },
  colours: readonly string[],
): LabelMask {
  const known = colours.map(colourNumber);
  const labelOf = new Map(known.map((colour, label) => [colour, label]));
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
    if (rgba[at * 4 + 3] === 0) return BACKGROUND;
    const colour = (rgba[at * 4]! << 16) | (rgba[at * 4 + 1]! << 8) | rgba[at * 4 + 2]!;
    const found = labelOf.get(colour);
    if (found !== undefined) return found;
    const nearest = nearestColour(colour, known);
    labelOf.set(colour, nearest);
    return nearest;
  });
  return { width, height, pixels };
}

/** The answer to submit: exactly one palette colour a label, none between two. */
export function maskAnswer(mask: LabelMask, labels: readonly string[], colours: readonly string[]): SegmentationAnswer {
  return {
    ...pictureAnswer(mask, colours),
    labelMappings: Object.fromEntries(usedLabels(mask).map((label) => [labels[label - 1], { color: colours[label] }])),
  };
}

/** The mask as a palette PNG of exactly one colour a number, and its size. */
export function pictureAnswer({ width, height, pixels }: LabelMask, colours: readonly string[]) {
  const png = encodePalettePng({ width, height, mask: pixels }, colours.map(colourNumber), {
    deflate: (rows) => zlibRuns(rows, width + 1),
    crc32,
  });
  return { inputImageProperties: { height, width }, labeledImage: { pngImageData: toBase64(png) } };
}

export const colourNumber = (hex: string): number => Number.parseInt(hex.slice(1), 16);

function nearestColour(colour: number, known: readonly number[]): number {
  const distances = known.map((other) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // Function arguments are limited in number.
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
