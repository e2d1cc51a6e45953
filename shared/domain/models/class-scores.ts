import type { ClassAnswer } from '../../contracts/model-answers.ts';
import type { ErrorSplit } from './detection-errors.ts';

/** What people and a model say of one image. */
export interface JudgedClasses {
  /** Ids of the classes that people gave it. */
  truth: readonly number[];
  answer: readonly ClassAnswer[];
  /** Ids of the classes that nobody looked for on it. */
  unchecked: readonly number[];
}

export interface ClassScore {
  score: number;
  others: Record<string, number>;
  /** F1 of each class; null where no image has it. `truth`: images that have it. */
  perLabel: Record<string, { score: number | null; truth: number }>;
  errors: ErrorSplit;
}

interface Counts {
  right: number;
  given: number;
  truth: number;
}

const chosenOf = ({ answer, unchecked }: JudgedClasses) =>
  answer.flatMap(({ class_id, chosen }) => (chosen && !unchecked.includes(class_id) ? [class_id] : []));

/** @param weights how often each image counts */
function countClasses(images: readonly JudgedClasses[], labels: number, weights?: readonly number[]): Counts[] {
  const counts = Array.from({ length: labels }, () => ({ right: 0, given: 0, truth: 0 }));
  images.forEach((image, index) => {
    const weight = weights?.[index] ?? 1;
    for (const id of chosenOf(image)) {
      if (!counts[id]) continue;
      counts[id].given += weight;
      if (image.truth.includes(id)) counts[id].right += weight;
    }
    for (const id of image.truth) if (counts[id]) counts[id].truth += weight;
  });
  return counts;
}

const f1 = ({ right, given, truth }: Counts) => (truth === 0 ? null : (2 * right) / (given + truth));

/** The mean of F1 over the classes that some image has; 0 when none has any. */
function macroF1(counts: readonly Counts[]): number {
  const known = counts.map(f1).filter((value) => value !== null);
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Share of the images whose classes are exactly those that people gave. */
function exactShare(images: readonly JudgedClasses[], weights?: readonly number[]): number {
  let right = 0;
  let all = 0;
  images.forEach((image, index) => {
    const weight = weights?.[index] ?? 1;
    all += weight;
    const chosen = chosenOf(image);
    if (chosen.length === image.truth.length && chosen.every((id) => image.truth.includes(id))) right += weight;
  });
  return all === 0 ? 0 : right / all;
}

const BINS = 15;

/**
 * Expected calibration error (Guo et al. 2017): the mean difference between confidence and share of right answers over
 * 15 equal bins, weighted by how many answers each holds.
 */
export function calibrationError(claims: ReadonlyArray<{ confidence: number; isRight: boolean }>): number {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const { confidence, isRight } of claims) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]!;
    bin.count += 1;
    bin.confidence += confidence;
    if (isRight) bin.right += 1;
  }
  const off = bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0);
  return claims.length === 0 ? 0 : off / claims.length;
}

const perLabelOf = (counts: readonly Counts[], labels: readonly string[]) =>
  Object.fromEntries(labels.map((name, id) => [name, { score: f1(counts[id]!), truth: counts[id]!.truth }]));

/**
 * How right a model is that says one class an image: top-1 accuracy, macro F1, calibration of the answer's confidence.
 */
export function scoreOneClass(images: readonly JudgedClasses[], labels: readonly string[]): ClassScore {
  const counts = countClasses(images, labels.length);
  const score = exactShare(images);
  const claims = images.flatMap(({ truth, answer }) =>
    answer
      .filter(({ chosen }) => chosen)
      .map(({ class_id, confidence }) => ({ confidence, isRight: truth.includes(class_id) })),
  );
  const wrong = images.length - Math.round(score * images.length);
  return {
    score,
    others: { macroF1: macroF1(counts), calibrationError: calibrationError(claims) },
    perLabel: perLabelOf(counts, labels),
    errors: { missed: 0, location: 0, label: wrong, background: 0 },
  };
}

/**
 * How right a model is that says which of the classes an image shows: macro F1, share of images without error,
 * calibration of every probability.
 */
export function scoreClassSets(images: readonly JudgedClasses[], labels: readonly string[]): ClassScore {
  const counts = countClasses(images, labels.length);
  const claims = images.flatMap(({ truth, answer, unchecked }) =>
    answer
      .filter(({ class_id }) => !unchecked.includes(class_id))
      .map(({ class_id, confidence }) => ({ confidence, isRight: truth.includes(class_id) })),
  );
  const sum = (of: (count: Counts) => number) => counts.reduce((all, count) => all + of(count), 0);
  return {
    score: macroF1(counts),
    others: { exactMatch: exactShare(images), calibrationError: calibrationError(claims) },
    perLabel: perLabelOf(counts, labels),
    errors: {
      missed: sum(({ truth, right }) => truth - right),
      location: 0,
      label: 0,
      background: sum(({ given, right }) => given - right),
    },
  };
}

/** Top-1 accuracy of resamples: each image counts `weights[image]` times. */
export const accuracyScorer = (images: readonly JudgedClasses[]) => (weights: readonly number[]) =>
  exactShare(images, weights);

/** Macro F1 of resamples. */
export const macroF1Scorer = (images: readonly JudgedClasses[], labels: number) => (weights: readonly number[]) =>
  macroF1(countClasses(images, labels, weights));
