import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { type ClassThresholds, matchBoxes } from './judge-image.ts';
import { precisionLowerBound, upperBound } from './precision-bound.ts';

/** An image that people labeled, and what a model said of it that had not learnt from it. */
export interface CalibrationImage {
  predictions: readonly Prediction[];
  truth: readonly BoxAnnotation[];
}

/** How sure the machine was of an image that people labeled, and whether its label would have been right as a whole. */
export interface JudgedScore {
  score: number;
  right: boolean;
}

/** What the machine may promise, and from which score on. */
export interface Warranty {
  /** Images from this score on are labeled by the machine; undefined: none may be. */
  scoreThreshold?: number;
  /**
   * How many images that people labeled have that score or more; `right`: how many of the machine's labels for them are
   * right as a whole.
   */
  images: number;
  right: number;
  /** With 95 % confidence at least this share of such labels is right as a whole. */
  lowerBound: number;
}

/** Scores from which on the machine may label, the strictest first. */
export const SCORES = Array.from({ length: 19 }, (_, index) => (19 - index) / 20);
const THRESHOLDS = Array.from({ length: 17 }, (_, index) => (index + 2) / 20);
const UNKNOWN_CLASS_THRESHOLD = 1;
/** How sure a proof by labels that are there anyway must be: twenty rounds then err in one job of five at worst. */
const CONFIDENCE = 0.99;

/** The confidence at which a class's boxes have the best F1 on the images; 1 where the class was never seen. */
function classThreshold(images: readonly CalibrationImage[], classId: number): number {
  let best = UNKNOWN_CLASS_THRESHOLD;
  let bestF1 = 0;
  for (const threshold of THRESHOLDS) {
    let [found, said, objects] = [0, 0, 0];
    for (const { predictions, truth } of images) {
      const boxes = predictions.filter((box) => box.class_id === classId && box.confidence >= threshold);
      const own = truth.filter((box) => box.class_id === classId);
      found += matchBoxes(boxes, own).length;
      said += boxes.length;
      objects += own.length;
    }
    const f1 = said + objects > 0 ? (2 * found) / (said + objects) : 0;
    if (f1 > bestF1) [best, bestF1] = [threshold, f1];
  }
  return best;
}

/** The confidence from which on each class's boxes belong to a label. @param classes number of classes */
export const classThresholds = (images: readonly CalibrationImage[], classes: number): ClassThresholds =>
  Array.from({ length: classes }, (_, classId) => classThreshold(images, classId));

/**
 * Finds how far the machine may go: the lowest score from which on at least `asked` of its labels are right as a whole,
 * with 99 % confidence, because each round asks again. Scores are tried from the strictest on and the first failure
 * ends the search (fixed-sequence testing, Angelopoulos et al., "Learn then Test", 2021), so that trying several does
 * not spoil the confidence.
 * @param asked share of labels that must be right as a whole, 0..1
 */
export function warrant(judged: readonly JudgedScore[], asked: number): Warranty {
  let found: Warranty = { images: 0, right: 0, lowerBound: 0 };
  for (const scoreThreshold of SCORES) {
    const chosen = judged.filter(({ score }) => score >= scoreThreshold);
    if (precisionLowerBound(chosen.length, chosen.length, CONFIDENCE) < asked) continue;
    const right = chosen.filter((image) => image.right).length;
    if (precisionLowerBound(right, chosen.length, CONFIDENCE) < asked) break;
    found = { scoreThreshold, images: chosen.length, right, lowerBound: precisionLowerBound(right, chosen.length) };
  }
  return found;
}

/** What the hidden sample of machine labels says, which people labeled without seeing them. */
export interface Watch {
  images: number;
  right: number;
  /** With 95 % confidence the true share is not above it. */
  upperBound: number;
  /** The promise is broken beyond doubt: the machine must stop. */
  isBroken: boolean;
}

/** Holds the hidden sample against the promise. */
export function watch(sample: readonly boolean[], asked: number): Watch {
  const right = sample.filter(Boolean).length;
  const bound = upperBound(right, sample.length);
  return { images: sample.length, right, upperBound: bound, isBroken: sample.length > 0 && bound < asked };
}
