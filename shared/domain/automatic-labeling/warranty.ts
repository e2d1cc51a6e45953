import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { type ClassThresholds, isAllRight, judgeImage, matchBoxes } from './judge-image.ts';
import { precisionLowerBound, upperBound } from './precision-bound.ts';

/** An image that people labeled, and what a model said of it that had not learnt from it. */
export interface CalibrationImage {
  predictions: readonly Prediction[];
  truth: readonly BoxAnnotation[];
}

/** What the machine may promise, and from which score on. */
export interface Warranty {
  /** The thresholds, one for each class id. */
  classThresholds: ClassThresholds;
  /** Images from this score on are labeled by the machine; undefined: none may be. */
  scoreThreshold?: number;
  /** How many calibration images have that score or more; `right`: how many of their labels are right as a whole. */
  images: number;
  right: number;
  /** With 95 % confidence at least this share of such labels is right as a whole. */
  lowerBound: number;
}

const SCORES = Array.from({ length: 19 }, (_, index) => (19 - index) / 20);
const THRESHOLDS = Array.from({ length: 17 }, (_, index) => (index + 2) / 20);
const UNKNOWN_CLASS_THRESHOLD = 1;
/** One image in so many teaches the thresholds of the classes; the others check the promise. */
const TEACHING = 5;

/** The confidence at which a class's boxes have the best F1 on the calibration images; 1 where the class was never seen. */
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

/**
 * Finds how far the machine may go: the lowest score from which on at least `asked` of its labels are right as a whole, with 95 %
 * confidence. Scores are tried from the strictest on and the first failure ends the search (fixed-sequence testing, Angelopoulos et
 * al., "Learn then Test", 2021), so that trying several does not spoil the confidence. The thresholds of the classes are learnt on
 * one fifth of the images and the promise is checked on the others, for the same reason.
 * @param asked share of labels that must be right as a whole, 0..1
 * @param classes number of classes
 */
export function warrant(images: readonly CalibrationImage[], asked: number, classes: number): Warranty {
  const teaching = images.filter((_, index) => index % TEACHING === 0);
  const classThresholds = Array.from({ length: classes }, (_, classId) => classThreshold(teaching, classId));
  const judged = images
    .filter((_, index) => index % TEACHING !== 0)
    .map(({ predictions, truth }) => {
      const { boxes, score } = judgeImage(predictions, classThresholds);
      return { score, right: isAllRight(boxes, truth) };
    });
  let found: Warranty = { classThresholds, images: 0, right: 0, lowerBound: 0 };
  for (const scoreThreshold of SCORES) {
    const chosen = judged.filter(({ score }) => score >= scoreThreshold);
    if (precisionLowerBound(chosen.length, chosen.length) < asked) continue;
    const right = chosen.filter((image) => image.right).length;
    const bound = precisionLowerBound(right, chosen.length);
    if (bound < asked) break;
    found = { classThresholds, scoreThreshold, images: chosen.length, right, lowerBound: bound };
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
