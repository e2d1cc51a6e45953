import type { Example } from '../images/augmentation.ts';

/** Images are compared at this size, grey. */
const SIDE = 16;
/** Photographs of the same moment, crops and re-encoded copies correlate by more than this. */
const NEAR_COPY = 0.95;

/**
 * Deals the images into folds of about the same size; near-copies of each other come into the same one, so that none is
 * judged by a model that has seen its twin.
 * @param order the images in the order in which they are dealt
 * @returns `count` lists of indexes, fewer where there are fewer different images
 */
export function dealFolds(examples: readonly Example[], order: readonly number[], count: number): number[][] {
  const looks = examples.map(look);
  const groups: number[][] = [];
  for (const index of order) {
    const twins = groups.find((group) => group.some((other) => correlation(looks[index]!, looks[other]!) > NEAR_COPY));
    if (twins) twins.push(index);
    else groups.push([index]);
  }
  const folds: number[][] = Array.from({ length: Math.min(count, groups.length) }, () => []);
  for (const group of groups.toSorted((a, b) => b.length - a.length)) {
    const smallest = folds.reduce((best, fold) => (fold.length < best.length ? fold : best));
    smallest.push(...group);
  }
  return folds;
}

/** Brightness of a coarse grid, its mean 0 and its length 1. */
function look({ pixels, width, height }: Example): Float64Array {
  const grey = new Float64Array(SIDE * SIDE);
  const counts = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * SIDE) / height) * SIDE + Math.floor((x * SIDE) / width);
      const at = (y * width + x) * 3;
      grey[cell] = grey[cell]! + pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
      counts[cell] = counts[cell]! + 1;
    }
  const means = grey.map((sum, cell) => sum / Math.max(1, counts[cell]!));
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const length = Math.hypot(...means.map((value) => value - mean)) || 1;
  return means.map((value) => (value - mean) / length);
}

const correlation = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
