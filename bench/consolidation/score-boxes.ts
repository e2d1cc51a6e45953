import type { ConsensusBox } from '../../shared/domain/consolidation/bounding-boxes.ts';
import { meanAveragePrecision } from '../../shared/domain/models/average-precision.ts';
import { intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';
import type { LabeledBox } from './simulated-crowd.ts';

/** Percent. */
export interface BoxScore {
  /** AP@[.5:.95] of all boxes in order of confidence. */
  ap: number;
  /** F1@.5 of the boxes at or over the method's operating point. */
  f1: number;
  /** Mean IoU of the pairs behind F1. */
  iou: number;
}

export function scoreBoxes(
  truth: ReadonlyArray<readonly LabeledBox[]>,
  found: ReadonlyArray<readonly ConsensusBox[]>,
  labels: readonly string[],
  operatingPoint: number,
): BoxScore {
  let [matched, iouSum, given, real] = [0, 0, 0, 0];
  truth.forEach((boxes, image) => {
    const used = new Set<number>();
    const kept = found[image]!.filter((box) => box.confidence >= operatingPoint);
    for (const box of kept) {
      let [best, bestIou] = [-1, 0.5];
      boxes.forEach((object, index) => {
        const iou = intersectionOverUnion(object, box);
        if (object.label === box.label && !used.has(index) && iou >= bestIou) [best, bestIou] = [index, iou];
      });
      if (best < 0) continue;
      used.add(best);
      iouSum += bestIou;
    }
    matched += used.size;
    given += kept.length;
    real += boxes.length;
  });
  const numbered = <Box extends LabeledBox>(boxes: readonly Box[]) =>
    boxes.map((box) => ({ ...box, class_id: labels.indexOf(box.label) }));
  const { map5095 } = meanAveragePrecision({
    truth: truth.map(numbered),
    predictions: found.map(numbered),
    labels,
  });
  return { ap: 100 * map5095, f1: (200 * matched) / (given + real), iou: (100 * iouSum) / Math.max(1, matched) };
}

export const meanScore = (scores: readonly BoxScore[]): BoxScore => ({
  ap: scores.reduce((sum, score) => sum + score.ap, 0) / scores.length,
  f1: scores.reduce((sum, score) => sum + score.f1, 0) / scores.length,
  iou: scores.reduce((sum, score) => sum + score.iou, 0) / scores.length,
});
