import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { intersectionOverUnion } from '../shapes/bounding-box.ts';

/** Overlap from which a box is the object's, as in mAP@.5. */
const SAME_OBJECT_IOU = 0.5;

/** The confidence from which a predicted box belongs to the label, one for each class id. */
export type ClassThresholds = readonly number[];

export interface JudgedImage {
  /** The boxes that the machine would put into the label. */
  boxes: Prediction[];
  /**
   * 0..1: how far the least certain box, kept or left out, is from its class's threshold. 0 when no box is kept: that
   * nothing is there no confidence tells.
   */
  score: number;
}

/** What the machine would say of an image, and how sure it is of all of it. */
export function judgeImage(predictions: readonly Prediction[], thresholds: ClassThresholds): JudgedImage {
  let score = 1;
  const boxes = predictions.filter((box) => {
    const threshold = thresholds[box.class_id] ?? 1;
    const isKept = box.confidence >= threshold;
    const margin = isKept
      ? (box.confidence - threshold) / Math.max(1e-9, 1 - threshold)
      : (threshold - box.confidence) / threshold;
    score = Math.min(score, margin);
    return isKept;
  });
  return { boxes, score: boxes.length > 0 ? score : 0 };
}

/** Pairs of a predicted box and the object that it shows, each at most once, the surest box first. */
export function matchBoxes(
  boxes: readonly Prediction[],
  truth: readonly BoxAnnotation[],
): Array<[Prediction, BoxAnnotation]> {
  const free = new Set(truth);
  const pairs: Array<[Prediction, BoxAnnotation]> = [];
  for (const box of [...boxes].sort((a, b) => b.confidence - a.confidence)) {
    let best: BoxAnnotation | undefined;
    let bestOverlap = SAME_OBJECT_IOU;
    for (const object of free) {
      const overlap = object.class_id === box.class_id ? intersectionOverUnion(box, object) : 0;
      if (overlap >= bestOverlap) [best, bestOverlap] = [object, overlap];
    }
    if (!best) continue;
    free.delete(best);
    pairs.push([box, best]);
  }
  return pairs;
}

/** Whether a label is right as a whole: every object has its box, and no box is without an object. */
export const isAllRight = (boxes: readonly Prediction[], truth: readonly BoxAnnotation[]) =>
  boxes.length === truth.length && matchBoxes(boxes, truth).length === truth.length;
