import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { type DetectionSet, meanAveragePrecision } from './average-precision.ts';
import { type DetectionError, type ErrorKind, type ErrorSplit, findErrors } from './detection-errors.ts';

interface ImageBoxes {
  truth: readonly BoxAnnotation[];
  predictions: readonly Prediction[];
}

/**
 * How much mAP@.5 would be won if the model made no error of a kind: each of them is corrected alone, the others stay
 * (TIDE's dAP, Bolya et al. 2020). Says what is worth working on; the gains do not add up.
 */
export function errorGains({ truth, predictions, labels }: DetectionSet): ErrorSplit {
  const score = (images: readonly ImageBoxes[]) =>
    meanAveragePrecision({
      truth: images.map((image) => image.truth),
      predictions: images.map((image) => image.predictions),
      labels,
    }).map50;
  const images = truth.map((boxes, image) => ({ truth: boxes, predictions: predictions[image] ?? [] }));
  const present = score(images);
  const gain = (kind: ErrorKind) => Math.max(0, score(images.map((image) => corrected(image, kind))) - present);
  return {
    missed: gain('missed'),
    location: gain('location'),
    label: gain('label'),
    background: gain('background'),
  };
}

function corrected({ truth, predictions }: ImageBoxes, kind: ErrorKind): ImageBoxes {
  const errors = findErrors(truth, predictions).filter((error) => error.kind === kind);
  const missed = new Set(errors.flatMap((error) => (error.kind === 'missed' ? error.truth : [])));
  const wrong = new Map(errors.flatMap((error) => ('prediction' in error ? [[error.prediction, error] as const] : [])));
  return {
    truth: truth.filter((box) => !missed.has(box)),
    predictions: predictions.flatMap((prediction) => corrections(prediction, wrong.get(prediction))),
  };
}

function corrections(prediction: Prediction, error: DetectionError | undefined): Prediction[] {
  if (!error) return [prediction];
  return 'truth' in error ? [{ ...error.truth, confidence: prediction.confidence }] : [];
}
