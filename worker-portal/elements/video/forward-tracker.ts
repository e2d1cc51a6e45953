import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';

/** Grey pixels, 0..255, row by row. */
export interface GreyImage {
  width: number;
  height: number;
  pixels: Float32Array;
}

/** Where the object is in another frame, and how alike it looks there: normalised correlation, -1..1. */
export interface Found {
  box: BoundingBox;
  likeness: number;
}

/** Pixels of the template's longer side; frames are looked at so much smaller. */
const TEMPLATE = 28;
/** How far around its last place an object is looked for, in its own sizes. */
const REACH = 0.75;
const SCALES = [1, 0.95, 1.05];
/** How much more alike it must look to be believed larger or smaller. */
const SCALE_GAIN = 0.01;

/** How an object looks: grey pixels of a box, of mean 0 and length 1. */
export interface Template {
  width: number;
  height: number;
  pixels: Float32Array;
}

/** A part of a frame as grey pixels of another size. */
export type ReadGrey = (part: BoundingBox, to: Size) => GreyImage;

interface Size {
  width: number;
  height: number;
}

export function templateOf(box: BoundingBox, grey: ReadGrey): Template {
  const shrink = TEMPLATE / Math.max(box.width, box.height);
  const side = (length: number) => Math.max(4, Math.round(length * shrink));
  const { width, height, pixels } = grey(box, { width: side(box.width), height: side(box.height) });
  return { width, height, pixels: normalise(pixels) };
}

/**
 * Looks for what a template shows in another frame: normalised cross-correlation (Lewis, Fast Normalized
 * Cross-Correlation, 1995) around a box, at three sizes; between pixels by the parabola through the best and its
 * neighbours.
 * @param size of the frame, pixels
 */
export function findTemplate(template: Template, box: BoundingBox, size: Size, grey: ReadGrey): Found {
  const perPixel = Math.max(box.width, box.height) / TEMPLATE;
  const [reachX, reachY] = [box.width, box.height].map((length) => Math.max(8 * perPixel, length * REACH)) as [
    number,
    number,
  ];
  let best: Found & { gain: number } = { box, likeness: -1, gain: -1 };
  for (const scale of SCALES) {
    const [width, height] = [box.width * scale, box.height * scale];
    const part = {
      left: box.left + box.width / 2 - width / 2 - reachX,
      top: box.top + box.height / 2 - height / 2 - reachY,
      width: width + 2 * reachX,
      height: height + 2 * reachY,
    };
    const searched = grey(part, {
      width: Math.round((part.width / width) * template.width),
      height: Math.round((part.height / height) * template.height),
    });
    const peak = findPeak(template, searched);
    const gain = peak.likeness - (scale === 1 ? 0 : SCALE_GAIN);
    if (gain <= best.gain) continue;
    const left = part.left + (peak.x / searched.width) * part.width;
    const top = part.top + (peak.y / searched.height) * part.height;
    best = { box: { left, top, width, height }, likeness: peak.likeness, gain };
  }
  return { box: within(best.box, size), likeness: best.likeness };
}

function findPeak(template: Template, searched: GreyImage): { x: number; y: number; likeness: number } {
  const [columns, rows] = [searched.width - template.width + 1, searched.height - template.height + 1];
  const likeness = new Float32Array(Math.max(0, columns * rows));
  let best = 0;
  for (let at = 0; at < likeness.length; at++) {
    likeness[at] = correlate(template, searched, at % columns, Math.floor(at / columns));
    if (likeness[at]! > likeness[best]!) best = at;
  }
  const [x, y] = [best % columns, Math.floor(best / columns)];
  const along = (step: number, at: number, end: number) =>
    at === 0 || at === end - 1 ? 0 : vertex(likeness[best - step]!, likeness[best]!, likeness[best + step]!);
  return { x: x + along(1, x, columns), y: y + along(columns, y, rows), likeness: likeness[best] ?? -1 };
}

/** Where the parabola through three values one apart is highest, from the middle one. */
function vertex(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}

function within(box: BoundingBox, size: Size): BoundingBox {
  const left = Math.min(Math.max(0, box.left), size.width - 1);
  const top = Math.min(Math.max(0, box.top), size.height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.min(box.left + box.width, size.width) - left),
    height: Math.max(1, Math.min(box.top + box.height, size.height) - top),
  };
}

/** Mean 0, length 1. */
function normalise(pixels: Float32Array): Float32Array {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const centred = pixels.map((value) => value - mean);
  const length = Math.hypot(...centred);
  return length > 1e-6 ? centred.map((value) => value / length) : centred;
}

function correlate(template: Template, { pixels, width }: GreyImage, x: number, y: number): number {
  let [sum, squares, product] = [0, 0, 0];
  for (let row = 0; row < template.height; row++) {
    const from = (y + row) * width + x;
    const own = row * template.width;
    for (let column = 0; column < template.width; column++) {
      const value = pixels[from + column]!;
      sum += value;
      squares += value * value;
      product += value * template.pixels[own + column]!;
    }
  }
  const variance = squares - (sum * sum) / (template.width * template.height);
  return variance > 1e-6 ? product / Math.sqrt(variance) : 0;
}
