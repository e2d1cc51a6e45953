import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Example, Flip } from './augmentation.ts';

/** Crops are compared at this size, grey. */
const SIDE = 12;

/** A label's mean look counts as its own mirror image from this correlation on. */
const SYMMETRIC = 0.9;
const ENOUGH_CROPS = 10;

/**
 * Which mirror images of the training images could be real photographs: the mean look of objects that occur in any
 * orientation (cells, pebbles) or are symmetric themselves (faces) is its own mirror image; letters, digits and most logos are not.
 * Every label must agree; a label with few objects does not.
 */
export function findFlip(examples: readonly Example[], labels: number): Flip {
  const looks = Array.from({ length: labels }, (_, label) => meanLook(examples, label));
  const everyLook = (mirrored: (row: number, column: number) => number) =>
    looks.every((look) => look !== undefined && correlation(look, mirror(look, mirrored)) >= SYMMETRIC);
  const last = SIDE - 1;
  if (!everyLook((row, column) => row * SIDE + last - column)) return 'none';
  return everyLook((row, column) => (last - row) * SIDE + column) ? 'any' : 'horizontal';
}

const mirror = (look: Float64Array, from: (row: number, column: number) => number) =>
  look.map((_, index) => look[from(Math.floor(index / SIDE), index % SIDE)]!);

function meanLook(examples: readonly Example[], label: number): Float64Array | undefined {
  const sum = new Float64Array(SIDE * SIDE);
  let crops = 0;
  for (const example of examples)
    for (const box of example.boxes.filter(({ class_id }) => class_id === label)) {
      const crop = standardize(cropOf(example, box));
      for (let index = 0; index < sum.length; index++) sum[index] = sum[index]! + crop[index]!;
      crops++;
    }
  return crops < ENOUGH_CROPS ? undefined : sum;
}

function cropOf({ pixels, width, height }: Example, box: BoxAnnotation): Float64Array {
  const at = (start: number, size: number, step: number, limit: number) =>
    Math.min(Math.max(Math.floor(start + (size * (step + 0.5)) / SIDE), 0), limit - 1);
  return new Float64Array(SIDE * SIDE).map((_, index) => {
    const row = at(box.top, box.height, Math.floor(index / SIDE), height);
    const column = at(box.left, box.width, index % SIDE, width);
    const offset = (row * width + column) * 3;
    return pixels[offset]! + pixels[offset + 1]! + pixels[offset + 2]!;
  });
}

/** Mean 0, deviation 1: bright photographs count no more than dark ones. */
function standardize(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => (value - mean) / deviation);
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [standardize(a), standardize(b)];
  return x.reduce((sum, value, index) => sum + value * y[index]!, 0) / x.length;
}
