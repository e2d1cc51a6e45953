import * as z from 'zod/mini';
import type { ClassMask } from '../shapes/class-mask.ts';

/**
 * A mask seen at points of a grid: enough to tell how far two masks of an image overlap, and small enough to keep for
 * all images. Runs of equal points, row by row: class (0 is background, else the class id + 1), length, and so on.
 */
export const maskSketchSchema = z.object({ columns: z.int(), rows: z.int(), runs: z.array(z.int()) });
export type MaskSketch = z.infer<typeof maskSketchSchema>;

/** Points of the long side. A class on a hundredth of a square image still has 160 of them. */
const MOST_POINTS = 128;

export function sketchMask({ width, height, pixels }: ClassMask): MaskSketch {
  const shrink = Math.max(1, Math.max(width, height) / MOST_POINTS);
  const [columns, rows] = [Math.max(1, Math.round(width / shrink)), Math.max(1, Math.round(height / shrink))];
  const runs: number[] = [];
  for (let row = 0; row < rows; row++) {
    const y = Math.floor(((row + 0.5) * height) / rows);
    for (let column = 0; column < columns; column++) {
      const seen = pixels[y * width + Math.floor(((column + 0.5) * width) / columns)]!;
      if (runs.length > 0 && runs.at(-2) === seen) runs[runs.length - 1]! += 1;
      else runs.push(seen, 1);
    }
  }
  return { columns, rows, runs };
}

/**
 * Intersection over union of each class that one of two sketches shows.
 * @returns undefined where they are of images of different shapes
 */
export function sketchOverlaps(a: MaskSketch, b: MaskSketch): number[] | undefined {
  if (a.columns !== b.columns || a.rows !== b.rows) return undefined;
  const both = new Map<number, number>();
  const either = new Map<number, number>();
  const add = (to: Map<number, number>, seen: number, length: number) => to.set(seen, (to.get(seen) ?? 0) + length);
  let [i, j] = [0, 0];
  let [leftOfA, leftOfB] = [a.runs[1] ?? 0, b.runs[1] ?? 0];
  while (i < a.runs.length && j < b.runs.length) {
    const [one, other] = [a.runs[i]!, b.runs[j]!];
    const length = Math.min(leftOfA, leftOfB);
    add(either, one, length);
    if (one === other) add(both, one, length);
    else add(either, other, length);
    leftOfA -= length;
    leftOfB -= length;
    if (leftOfA === 0) {
      i += 2;
      leftOfA = a.runs[i + 1] ?? 0;
    }
    if (leftOfB === 0) {
      j += 2;
      leftOfB = b.runs[j + 1] ?? 0;
    }
  }
  return [...either].flatMap(([seen, points]) => (seen === 0 ? [] : (both.get(seen) ?? 0) / points));
}
