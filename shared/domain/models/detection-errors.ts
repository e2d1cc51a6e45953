import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { closestBox } from '../shapes/bounding-box.ts';

/** Predictions under this confidence do not count as errors (they do count for average precision). */
export const ERROR_CONFIDENCE = 0.3;

/**
 * What went wrong at IoU .5, each box counted once. `label`: a prediction on an object of another label. `location`:
 * right label, IoU .1 to .5. `background`: any other false positive, a second box on a found object too. `missed`:
 * objects without a match, a `label` or a `location` error. (The split of TIDE, Bolya et al. 2020, with duplicates
 * under background.)
 */
export type DetectionError =
  | { kind: 'missed'; truth: BoxAnnotation }
  | { kind: 'location' | 'label'; truth: BoxAnnotation; prediction: Prediction }
  | { kind: 'background'; prediction: Prediction };

export type ErrorKind = DetectionError['kind'];
export type ErrorSplit = Record<ErrorKind, number>;

/** The errors of one image. */
export function findErrors(truth: readonly BoxAnnotation[], predictions: readonly Prediction[]): DetectionError[] {
  const unexplained = new Set(truth);
  const falsePositives: Prediction[] = [];
  const confident = predictions.filter(({ confidence }) => confidence >= ERROR_CONFIDENCE);
  for (const prediction of confident.sort((a, b) => b.confidence - a.confidence)) {
    const sameLabel = [...unexplained].filter((box) => box.class_id === prediction.class_id);
    const match = closestBox(prediction, sameLabel, 0.5);
    if (match) unexplained.delete(match);
    else falsePositives.push(prediction);
  }
  const open = truth.filter((box) => unexplained.has(box));
  const errors = falsePositives.map((prediction) => explain(prediction, open));
  for (const error of errors) if ('truth' in error) unexplained.delete(error.truth);
  return [...errors, ...[...unexplained].map((box) => ({ kind: 'missed' as const, truth: box }))];
}

/** @param open objects that nothing has found */
function explain(prediction: Prediction, open: readonly BoxAnnotation[]): DetectionError {
  const isSameLabel = (box: BoxAnnotation) => box.class_id === prediction.class_id;
  const mislabeled = closestBox(
    prediction,
    open.filter((box) => !isSameLabel(box)),
    0.5,
  );
  if (mislabeled) return { kind: 'label', truth: mislabeled, prediction };
  const misplaced = closestBox(prediction, open.filter(isSameLabel), 0.1);
  return misplaced ? { kind: 'location', truth: misplaced, prediction } : { kind: 'background', prediction };
}

export function countErrors(errors: readonly DetectionError[]): ErrorSplit {
  const split: ErrorSplit = { missed: 0, location: 0, label: 0, background: 0 };
  for (const { kind } of errors) split[kind]++;
  return split;
}
