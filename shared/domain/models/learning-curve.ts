import type { LearningCurve } from '../../contracts/learning-curve.ts';
import { type DetectionSet, drawWeights, weightedScorer } from './average-precision.ts';
import { metricName } from './metrics.ts';

/** The answers of a model that learned from so many images. */
export interface CurveSample {
  images: number;
  predictions: DetectionSet['predictions'];
}

const ROUNDS = 300;
/** A score of 1 on a few images does not mean that nothing is ever wrong. */
const LEAST_ERROR = 0.005;

/**
 * What more labels bring. Errors of learners fall as a power of the number of examples (Hestness et al. 2017), so each
 * doubling multiplies 1 - mAP@.5 by the same number; the samples say by which, never by more than 1. The interval is a
 * bootstrap over the images that judge, so it covers the luck of these images, not that of which labels came first.
 * @param samples two or more, ascending, each of about twice the images of the one before
 * @param random uniform in [0, 1)
 */
export function learningCurve(
  { truth, labels }: Omit<DetectionSet, 'predictions'>,
  samples: readonly CurveSample[],
  random: () => number,
): LearningCurve {
  const scorers = samples.map(({ predictions }) => weightedScorer({ truth, predictions, labels }));
  const doublings = Math.log2(samples.at(-1)!.images / samples[0]!.images);
  const scoresOf = (weights: readonly number[]) => scorers.map((score) => score(weights));
  const gainOf = (scores: readonly number[]) => {
    const errors = scores.map((score) => Math.max(LEAST_ERROR, 1 - score));
    const remaining = Math.min(1, (errors.at(-1)! / errors[0]!) ** (1 / doublings));
    return errors.at(-1)! * (1 - remaining);
  };
  const scores = scoresOf(truth.map(() => 1));
  const gains = Array.from({ length: ROUNDS }, () => gainOf(scoresOf(drawWeights(truth.length, random)))).sort(
    (a, b) => a - b,
  );
  return {
    metric: 'mAP50',
    points: samples.map(({ images }, index) => ({ images, score: scores[index]! })),
    judgedOn: truth.length,
    gain: { mean: gainOf(scores), low: gains[Math.floor(0.025 * ROUNDS)]!, high: gains[Math.floor(0.975 * ROUNDS)]! },
  };
}

/** The curve in one sentence for people. */
export function describeCurve({ metric, points, judgedOn, gain }: LearningCurve): string {
  const shown = points.map(({ images, score }) => `${score.toFixed(2)} from ${images}`).join(', ');
  const signed = (value: number) => `+${value.toFixed(2)}`;
  return (
    `quick models score ${metricName(metric)} ${shown} labeled images (judged on ${judgedOn} that they did not see): ` +
    `twice the labels would give about ${signed(gain.mean)} (95 %: ${signed(gain.low)} to ${signed(gain.high)})`
  );
}
