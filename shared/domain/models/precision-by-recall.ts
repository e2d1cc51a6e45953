import type { PrecisionRecall } from '../../contracts/model-report.ts';
import { type DetectionSet, rankByLabel } from './average-precision.ts';

/** Points of a curve that are shown; the picture has no more pixels to tell more apart. */
const POINTS = 60;

/**
 * Precision by recall at IoU .5 for each label with truth, made monotonic as COCO does; thinned. With each point the
 * confidence from which on predictions count.
 */
export function precisionRecall(set: DetectionSet): PrecisionRecall[] {
  return rankByLabel(set, 0.5).flatMap(({ ranked, truthPerImage }, index) => {
    const truth = truthPerImage.reduce((sum, count) => sum + count, 0);
    if (truth === 0) return [];
    let hits = 0;
    const points = ranked.map(({ hit, confidence }, at) => {
      if (hit) hits++;
      return { recall: hits / truth, precision: hits / (at + 1), confidence };
    });
    for (let at = points.length - 2; at >= 0; at--)
      points[at]!.precision = Math.max(points[at]!.precision, points[at + 1]!.precision);
    const step = Math.max(1, Math.ceil(points.length / POINTS));
    const shown = points.filter((_, at) => at % step === 0 || at === points.length - 1);
    return [{ label: set.labels[index]!, truth, points: shown }];
  });
}
