import type { ClassAnswer } from '../../../shared/contracts/model-answers.ts';
import { type DetectionSet, type Ranking, rankByLabel } from '../../../shared/domain/models/average-precision.ts';
import type { LabelEvaluation } from '../custom-labels-store.ts';

/** Where nothing in the test images says from which confidence on a label is there. */
const UNKNOWN_THRESHOLD = 0.5;
/** A box is found by one that covers it so far. */
const IOU = 0.5;

export interface JudgedLabels {
  evaluation: LabelEvaluation;
  perLabel: Array<{ label: string; precision: number; recall: number; f1: number; threshold: number; truth: number }>;
}

/**
 * Boxes of test images against a model's, at the threshold of each label that gives its best F1, as Rekognition assumes
 * one (developer guide, "Metrics for evaluating your model").
 */
export const judgeLabeledBoxes = (set: DetectionSet): JudgedLabels => judge(rankByLabel(set, IOU), set.labels);

/** As `judgeLabeledBoxes`, for classes of whole images. @param truth class ids by image */
export function judgeLabeledClasses(
  truth: ReadonlyArray<readonly number[]>,
  answers: ReadonlyArray<readonly ClassAnswer[]>,
  labels: readonly string[],
): JudgedLabels {
  const rankings = labels.map((_, label) => ({
    ranked: answers
      .flatMap((classes, image) =>
        classes
          .filter(({ class_id }) => class_id === label)
          .map(({ confidence }) => ({ image, confidence, hit: truth[image]!.includes(label) })),
      )
      .sort((a, b) => b.confidence - a.confidence),
    truthPerImage: truth.map((ids) => Number(ids.includes(label))),
  }));
  return judge(rankings, labels);
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
const harmonic = (precision: number, recall: number) => ratio(2 * precision * recall, precision + recall);
const mean = (values: readonly number[]) =>
  ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );

function judge(rankings: readonly Ranking[], labels: readonly string[]): JudgedLabels {
  const perLabel = rankings.map((ranking, at) => ({ label: labels[at]!, ...bestThreshold(ranking) }));
  const tested = perLabel.filter(({ truth }) => truth > 0);
  const precision = mean(tested.map((one) => one.precision));
  const recall = mean(tested.map((one) => one.recall));
  const thresholds = perLabel.map(({ threshold }) => threshold);
  return { perLabel, evaluation: { precision, recall, f1: mean(tested.map(({ f1 }) => f1)), thresholds } };
}

/** Halfway to the next less sure one, so that the last one that counts is safely above. */
function bestThreshold({ ranked, truthPerImage }: Ranking) {
  const truth = truthPerImage.reduce((sum, count) => sum + count, 0);
  let best = { precision: 0, recall: 0, f1: 0, threshold: UNKNOWN_THRESHOLD };
  let hits = 0;
  for (const [at, { hit, confidence }] of ranked.entries()) {
    hits += Number(hit);
    const next = ranked[at + 1]?.confidence ?? 0;
    if (next === confidence) continue;
    const [precision, recall] = [hits / (at + 1), ratio(hits, truth)];
    const f1 = harmonic(precision, recall);
    if (f1 > best.f1) best = { precision, recall, f1, threshold: (confidence + next) / 2 };
  }
  return { ...best, truth };
}
