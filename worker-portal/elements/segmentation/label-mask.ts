import type { Point } from '../../../shared/domain/shapes/point.ts';

/** Whole pixels of an image, origin top left. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The truth of a segmentation: one byte a pixel, row by row. 0 = background, n = the n-th label (from 1). */
export interface LabelMask {
  width: number;
  height: number;
  pixels: Uint8Array;
}

export const BACKGROUND = 0;

export const emptyMask = (width: number, height: number): LabelMask => ({
  width,
  height,
  pixels: new Uint8Array(width * height),
});

/**
 * The part of `from <= x < to`, `from <= y < to` (pixels, any reals) that lies in the mask; undefined when none does.
 */
export function clipToMask({ width, height }: LabelMask, from: Point, to: Point): Rectangle | undefined {
  const left = Math.max(0, Math.floor(from.x));
  const top = Math.max(0, Math.floor(from.y));
  const right = Math.min(width, Math.ceil(to.x));
  const bottom = Math.min(height, Math.ceil(to.y));
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : undefined;
}

/** The smallest rectangle around both. */
export function joinRectangles(one: Rectangle | undefined, other: Rectangle | undefined): Rectangle | undefined {
  if (!one || !other) return one ?? other;
  const left = Math.min(one.left, other.left);
  const top = Math.min(one.top, other.top);
  const right = Math.max(one.left + one.width, other.left + other.width);
  const bottom = Math.max(one.top + one.height, other.top + other.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** The numbers of the labels that have at least one pixel, ascending. */
export function usedLabels({ pixels }: LabelMask): number[] {
  const isUsed = new Uint8Array(256);
  for (const pixel of pixels) isUsed[pixel] = 1;
  return Array.from(isUsed.keys()).filter((label) => label !== BACKGROUND && isUsed[label]);
}
