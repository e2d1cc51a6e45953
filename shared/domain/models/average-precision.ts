import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { closestBox } from '../shapes/bounding-box.ts';
import { countErrors, type ErrorSplit, findErrors } from './detection-errors.ts';

/** `truth[i]` and `predictions[i]` belong to the same image; `labels[class_id]` is a label's name. */
export interface DetectionSet {
  truth: readonly (readonly BoxAnnotation[])[];
  predictions: readonly (readonly Prediction[])[];
  labels: readonly string[];
}

export interface DetectionScore {
  /** Mean over the labels that occur in `truth`; 0 when none does. */
  map50: number;
  /** Mean over IoU .50, .55, … .95 too. */
  map5095: number;
  /** `ap50` is null for a label without truth. */
  perLabel: Record<string, { ap50: number | null; truth: number }>;
  errors: ErrorSplit;
}

export const IOU_THRESHOLDS = Array.from({ length: 10 }, (_, step) => (50 + 5 * step) / 100);
const COCO_MAX_DETECTIONS = 100;

/**
 * COCO's average precision (pycocotools): per image and label, at most 100 predictions in order of confidence each take
 * the free truth box with the highest IoU at or over the threshold; precision made monotonic, then sampled at recall 0,
 * .01, … 1. Equal confidences keep their order. No area ranges, no crowd boxes.
 */
export function meanAveragePrecision({ truth, predictions, labels }: DetectionSet): DetectionScore {
  const everyImage = truth.map(() => 1);
  const apsByThreshold = IOU_THRESHOLDS.map((threshold) =>
    rankByLabel({ truth, predictions, labels }, threshold).map((ranking) => averagePrecision(ranking, everyImage)),
  );
  const ap50 = apsByThreshold[0]!;
  const counts = labels.map((_, label) => truth.flat().filter((box) => box.class_id === label).length);
  return {
    map50: mean(ap50),
    map5095: mean(apsByThreshold.map(mean)),
    perLabel: Object.fromEntries(
      labels.map((name, label) => [name, { ap50: ap50[label] ?? null, truth: counts[label]! }]),
    ),
    errors: countErrors(truth.flatMap((boxes, image) => findErrors(boxes, predictions[image] ?? []))),
  };
}

/** Mean average precision at one IoU threshold, as `map50` is at .5. */
export function averagePrecisionAt(threshold: number, set: DetectionSet): number {
  const everyImage = set.truth.map(() => 1);
  return mean(rankByLabel(set, threshold).map((ranking) => averagePrecision(ranking, everyImage)));
}

/**
 * Scores resamples of a set: mAP@.5 with each image counted `weights[image]` times. Matching is per image, so it is
 * done once.
 */
export function weightedScorer(set: DetectionSet): (weights: readonly number[]) => number {
  const rankings = rankByLabel(set, 0.5);
  return (weights) => mean(rankings.map((ranking) => averagePrecision(ranking, weights)));
}

/** How often a bootstrap sample of `images` images holds each of them. */
export function drawWeights(images: number, random: () => number): number[] {
  const drawn = new Array<number>(images).fill(0);
  for (let draw = 0; draw < images; draw++) {
    const image = Math.floor(random() * images);
    drawn[image] = drawn[image]! + 1;
  }
  return drawn;
}

export interface BootstrapDifference {
  mean: number;
  low: number;
  high: number;
  /** Standard deviation of the differences. */
  deviation: number;
}

/**
 * Paired bootstrap of mAP@.5(challenger) - mAP@.5(champion): images are drawn with replacement, the same ones for both
 * models. `low` and `high` bound the central `level` (.95) of the `rounds` differences.
 * @param random uniform in [0, 1); pass a seeded generator, then the answer is deterministic
 */
export function pairedBootstrap(options: {
  truth: DetectionSet['truth'];
  champion: DetectionSet['predictions'];
  challenger: DetectionSet['predictions'];
  labels: readonly string[];
  random: () => number;
  rounds?: number;
  level?: number;
}): BootstrapDifference {
  const { truth, labels, random } = options;
  return bootstrapDifference({
    images: truth.length,
    champion: weightedScorer({ truth, predictions: options.champion, labels }),
    challenger: weightedScorer({ truth, predictions: options.challenger, labels }),
    random,
    ...(options.rounds !== undefined && { rounds: options.rounds }),
    ...(options.level !== undefined && { level: options.level }),
  });
}

/** `pairedBootstrap` of any score of resampled images. */
export function bootstrapDifference(options: {
  images: number;
  champion: (weights: readonly number[]) => number;
  challenger: (weights: readonly number[]) => number;
  random: () => number;
  rounds?: number;
  level?: number;
}): BootstrapDifference {
  const { images, champion, challenger, random, rounds = 1000, level = 0.95 } = options;
  const differences = Array.from({ length: rounds }, () => {
    const drawn = drawWeights(images, random);
    return challenger(drawn) - champion(drawn);
  }).sort((a, b) => a - b);
  const quantile = (share: number) => differences[Math.round(share * (rounds - 1))] ?? 0;
  const middle = mean(differences);
  const deviation = Math.sqrt(mean(differences.map((difference) => (difference - middle) ** 2)));
  return { mean: middle, deviation, low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) };
}

/**
 * One label's predictions of all images, most confident first. Matching is per image, so a resample reuses it by
 * weights.
 */
export interface Ranking {
  ranked: { image: number; confidence: number; hit: boolean }[];
  truthPerImage: number[];
}

/** A ranking for each label, by the IoU that a prediction must reach. */
export function rankByLabel({ truth, predictions, labels }: DetectionSet, threshold: number): Ranking[] {
  return labels.map((_, label) => {
    const truthPerImage: number[] = [];
    const ranked = truth.flatMap((boxes, image) => {
      const free = boxes.filter((box) => box.class_id === label);
      truthPerImage.push(free.length);
      return (predictions[image] ?? [])
        .filter((prediction) => prediction.class_id === label)
        .sort((a, b) => b.confidence - a.confidence)
        .slice(0, COCO_MAX_DETECTIONS)
        .map((prediction) => {
          const match = closestBox(prediction, free, threshold);
          if (match) free.splice(free.indexOf(match), 1);
          return { image, confidence: prediction.confidence, hit: match !== undefined };
        });
    });
    return { ranked: ranked.sort((a, b) => b.confidence - a.confidence), truthPerImage };
  });
}

/** 101-point average precision with each image counted `weights[image]` times; null without truth. */
function averagePrecision({ ranked, truthPerImage }: Ranking, weights: readonly number[]): number | null {
  const total = truthPerImage.reduce((sum, count, image) => sum + count * weights[image]!, 0);
  if (total === 0) return null;
  const curve: { recall: number; precision: number }[] = [];
  let hits = 0;
  let seen = 0;
  for (const { image, hit } of ranked) {
    const weight = weights[image]!;
    if (weight === 0) continue;
    seen += weight;
    if (hit) hits += weight;
    curve.push({ recall: hits / total, precision: hits / seen });
  }
  let sum = 0;
  let best = 0;
  let at = curve.length - 1;
  for (let percent = 100; percent >= 0; percent--) {
    for (; at >= 0 && curve[at]!.recall >= percent / 100; at--) best = Math.max(best, curve[at]!.precision);
    sum += best;
  }
  return sum / 101;
}

/** Nulls (labels without truth) do not count; 0 when nothing is left. */
function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
}
