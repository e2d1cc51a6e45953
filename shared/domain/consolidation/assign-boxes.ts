import { type BoundingBox, intersectionOverUnion } from '../shapes/bounding-box.ts';
import type { DrawnBox } from './cluster-boxes.ts';

/** Cost of leaving a box alone; a pair costs 1 - IoU, more when the labels differ. */
const ALONE = 0.75;
const LABEL_COST = 0.1;

/**
 * Gives one worker's boxes to objects, one to one, at least total cost (Hungarian method); only pairs that overlap.
 * @returns per box the index of its target, or undefined
 */
export function assignBoxes(
  boxes: readonly DrawnBox[],
  targets: ReadonlyArray<{ box: BoundingBox; label: number }>,
): Array<number | undefined> {
  const cost = boxes.map((box) =>
    targets.map((target) => {
      const iou = intersectionOverUnion(box, target.box);
      return iou > 0 ? 1 - iou + (box.label === target.label ? 0 : LABEL_COST) : 1;
    }),
  );
  const near = targets.flatMap((_, target) => (cost.some((row) => row[target]! < ALONE) ? [target] : []));
  const chosen = assignExactly(
    cost.map((row) => [...near.map((target) => Math.min(row[target]!, ALONE)), ...boxes.map(() => ALONE)]),
  ).map((column) => near[column]);
  return chosen.map((target, index) => (target !== undefined && cost[index]![target]! < ALONE ? target : undefined));
}

/** Least-cost assignment of rows to columns, columns >= rows: Jonker and Volgenant's shortest augmenting paths. */
function assignExactly(cost: number[][]): number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const previous = new Int32Array(columns + 1);
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(columns + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      used[column] = 1;
      const current = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let candidate = 1; candidate <= columns; candidate++) {
        if (used[candidate]) continue;
        const reduced = cost[current - 1]![candidate - 1]! - rowPotential[current]! - columnPotential[candidate]!;
        if (reduced < least[candidate]!) {
          least[candidate] = reduced;
          previous[candidate] = column;
        }
        if (least[candidate]! < delta) [delta, next] = [least[candidate]!, candidate];
      }
      for (let candidate = 0; candidate <= columns; candidate++) {
        if (used[candidate]) {
          rowPotential[rowOf[candidate]!]! += delta;
          columnPotential[candidate]! -= delta;
        } else least[candidate]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[previous[column]!]!;
      column = previous[column]!;
    }
  }
  const assigned = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) if (rowOf[column]! > 0) assigned[rowOf[column]! - 1] = column - 1;
  return assigned;
}
