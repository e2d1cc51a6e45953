import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import { intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';

export interface CurvePoint {
  recall: number;
  precision: number;
}

const MATCH_IOU = 0.5;

/**
 * Precision over recall of one class at IoU .5, as confidence falls; made monotonic as for average precision.
 * @param truth, predictions in the images' order
 */
export function precisionRecallCurve(
  truth: readonly (readonly BoxAnnotation[])[],
  predictions: readonly (readonly Prediction[])[],
  classId: number,
): CurvePoint[] {
  const there = truth.map((boxes) => boxes.filter(({ class_id }) => class_id === classId));
  const total = there.reduce((sum, boxes) => sum + boxes.length, 0);
  const ranked = predictions
    .flatMap((boxes, image) => boxes.filter(({ class_id }) => class_id === classId).map((box) => ({ box, image })))
    .sort((a, b) => b.box.confidence - a.box.confidence);
  const free = there.map((boxes) => new Set(boxes));
  let matched = 0;
  const points = ranked.map(({ box, image }, index) => {
    const best = [...free[image]!]
      .map((other) => ({ other, overlap: intersectionOverUnion(box, other) }))
      .sort((a, b) => b.overlap - a.overlap)[0];
    if (best && best.overlap >= MATCH_IOU) {
      free[image]!.delete(best.other);
      matched++;
    }
    return { recall: total ? matched / total : 0, precision: matched / (index + 1) };
  });
  for (let index = points.length - 2; index >= 0; index--)
    points[index]!.precision = Math.max(points[index]!.precision, points[index + 1]!.precision);
  // Between two hits precision only falls: the corners say it all.
  return points.filter(({ recall }, index) => recall !== points[index - 1]?.recall || index === points.length - 1);
}
