import { assignAtLeastCost } from '../assign-at-least-cost.ts';
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
  const chosen = assignAtLeastCost(
    cost.map((row) => [...near.map((target) => Math.min(row[target]!, ALONE)), ...boxes.map(() => ALONE)]),
  ).map((column) => near[column]);
  return chosen.map((target, index) => (target !== undefined && cost[index]![target]! < ALONE ? target : undefined));
}
