import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Flip, Picture } from './augmentation.ts';

/** A picture and where its objects are, pixels of `pixels`. */
export interface ShownObjects extends Picture {
  boxes: readonly BoxAnnotation[];
}

/** Crops are compared at this size, grey. */
const SIDE = 12;

/**
 * A label's mean look counts as its own mirror image from this correlation on; as its image upside down a little
 * sooner, since light comes from one side. Blood cells have .90 and more there, raccoons .32.
 */
const SYMMETRIC = 0.9;
const SYMMETRIC_UPSIDE_DOWN = 0.85;
const ENOUGH_LOOKS = 10;

/**
 * Objects differ from their mirror images by chance (this one looks to the left) or always alike (a letter). Up to this
 * share of the difference may be common to all of them, and more where few objects let chance look like a rule.
 */
const COMMON_SHARE = 0.02;
const COMMON_SHARE_OF_ONE = 0.3;
const ENOUGH_CROPS = 5;

/**
 * Which mirror images of the training images could be real photographs. Left and right may be swapped for objects that
 * look either way (animals) and for symmetric ones; for symmetric ones alone (cells, pebbles) also top and bottom:
 * nothing stands on its head. Letters, digits and most logos have no mirror image. Every label must agree; one with few
 * objects does not.
 */
export function findFlip(examples: readonly ShownObjects[], labels: number): Flip {
  const crops = Array.from({ length: labels }, (_, label) => cropsOf(examples, label));
  const last = SIDE - 1;
  const swapSides: Mirror = (row, column) => row * SIDE + last - column;
  const turnOver: Mirror = (row, column) => (last - row) * SIDE + column;
  if (!crops.every((own) => isSymmetric(own, swapSides, SYMMETRIC) || looksEitherWay(own, swapSides))) return 'none';
  return crops.every((own) => isSymmetric(own, turnOver, SYMMETRIC_UPSIDE_DOWN)) ? 'any' : 'horizontal';
}

/** Where the mirror image takes its value from. */
type Mirror = (row: number, column: number) => number;

const mirror = (look: Float64Array, from: Mirror) =>
  look.map((_, index) => look[from(Math.floor(index / SIDE), index % SIDE)]!);

function isSymmetric(crops: readonly Float64Array[], from: Mirror, least: number): boolean {
  if (crops.length < ENOUGH_LOOKS) return false;
  const look = sumOf(crops);
  return correlation(look, mirror(look, from)) >= least;
}

/**
 * Two objects' differences from their mirror images, multiplied, are 0 on average where chance made them, and else what
 * they have in common.
 */
function looksEitherWay(crops: readonly Float64Array[], from: Mirror): boolean {
  const count = crops.length;
  if (count < ENOUGH_CROPS) return false;
  const differences = crops.map((crop) => {
    const mirrored = mirror(crop, from);
    return crop.map((value, index) => value - mirrored[index]!);
  });
  const energy = differences.reduce((sum, difference) => sum + squares(difference), 0);
  const common = (squares(sumOf(differences)) - energy) / (count - 1);
  return common < (COMMON_SHARE + COMMON_SHARE_OF_ONE / count) * energy;
}

const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);

const sumOf = (looks: readonly Float64Array[]) =>
  looks.reduce((sum, look) => sum.map((value, index) => value + look[index]!), new Float64Array(SIDE * SIDE));

const cropsOf = (examples: readonly ShownObjects[], label: number): Float64Array[] =>
  examples.flatMap((example) =>
    example.boxes.filter(({ class_id }) => class_id === label).map((box) => standardize(cropOf(example, box))),
  );

function cropOf({ pixels, width, height }: ShownObjects, box: BoxAnnotation): Float64Array {
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
