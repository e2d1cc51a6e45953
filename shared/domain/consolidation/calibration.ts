/**
 * Gold answers seen so far: how often a confidence was right, in 20 equal bins. Counts only, so that two records add up
 * in any order.
 */
export interface CalibrationCounts {
  given: number[];
  right: number[];
  /** Sum of the confidences in the bin. */
  confidence: number[];
}

const BINS = 20;
/**
 * How far slope and shift of the log odds stray from 1 and 0, before any gold: standard deviation of a normal prior.
 */
const SLOPE_SPREAD = 0.5;
const SHIFT_SPREAD = 0.5;
const LEAST_SLOPE = 0.05;
/** Surer than this is taken as this: the log odds of 1 have no end. */
const SUREST = 0.99;
const ROUNDS = 100;

export const emptyCalibration = (): CalibrationCounts => ({
  given: new Array<number>(BINS).fill(0),
  right: new Array<number>(BINS).fill(0),
  confidence: new Array<number>(BINS).fill(0),
});

export const addCalibrations = (a: CalibrationCounts, b: CalibrationCounts): CalibrationCounts => ({
  given: a.given.map((value, bin) => value + b.given[bin]!),
  right: a.right.map((value, bin) => value + b.right[bin]!),
  confidence: a.confidence.map((value, bin) => value + b.confidence[bin]!),
});

/** One gold comparison more. @param confidence uncalibrated, 0..1 */
export function recordGold(counts: CalibrationCounts, confidence: number, right: boolean): CalibrationCounts {
  const one = emptyCalibration();
  const bin = Math.min(BINS - 1, Math.max(0, Math.floor(confidence * BINS)));
  one.given[bin] = 1;
  one.right[bin] = right ? 1 : 0;
  one.confidence[bin] = confidence;
  return addCalibrations(counts, one);
}

/**
 * A map from confidence to calibrated confidence: slope and shift of its log odds (Platt 1999), the most probable ones
 * by the gold answers and a prior that they change nothing. Two numbers, because that is what fifty gold answers can
 * carry: with a share per bin the estimate follows chance. The order of labels stays; without gold it changes nothing.
 * @param counts as `recordGold` counted them, summed over payloads in any order
 * @returns confidence 0..1 -> the share of labels of that confidence that are right
 */
export function fitCalibration(counts: CalibrationCounts): (confidence: number) => number {
  if (counts.given.every((given) => given === 0)) return (confidence) => confidence;
  const bins = counts.given.flatMap((given, bin) =>
    given > 0 ? { given, right: counts.right[bin]!, logOdds: logOdds(counts.confidence[bin]! / given) } : [],
  );
  let slope = 1;
  let shift = 0;
  for (let round = 0; round < ROUNDS; round++) {
    slope = Math.max(LEAST_SLOPE, slope + step(bins, slope, shift, { of: 'slope' }));
    shift += step(bins, slope, shift, { of: 'shift' });
  }
  return (confidence) => sigmoid(slope * logOdds(confidence) + shift);
}

interface GoldBin {
  given: number;
  right: number;
  logOdds: number;
}

const sigmoid = (odds: number) => 1 / (1 + Math.exp(-odds));

function logOdds(confidence: number): number {
  const inside = Math.min(SUREST, Math.max(1 - SUREST, confidence));
  return Math.log(inside / (1 - inside));
}

/**
 * Newton's step towards the most probable slope or shift, the other one held; never over 1, so that it cannot
 * overshoot.
 */
function step(bins: readonly GoldBin[], slope: number, shift: number, { of }: { of: 'slope' | 'shift' }): number {
  const spread = of === 'slope' ? SLOPE_SPREAD : SHIFT_SPREAD;
  let gradient = (of === 'slope' ? 1 - slope : -shift) / spread ** 2;
  let curvature = 1 / spread ** 2;
  for (const { given, right, logOdds } of bins) {
    const probability = sigmoid(slope * logOdds + shift);
    const lever = of === 'slope' ? logOdds : 1;
    gradient += (right - given * probability) * lever;
    curvature += given * probability * (1 - probability) * lever ** 2;
  }
  return Math.max(-1, Math.min(1, gradient / curvature));
}

/** Expected calibration error, 0..1: mean over bins of |mean confidence - share right|, weighted by answers. */
export function expectedCalibrationError(pairs: ReadonlyArray<{ confidence: number; right: boolean }>): number {
  const counts = pairs.reduce((sum, pair) => recordGold(sum, pair.confidence, pair.right), emptyCalibration());
  return counts.given.reduce(
    (sum, given, bin) => sum + (given ? Math.abs(counts.confidence[bin]! - counts.right[bin]!) / pairs.length : 0),
    0,
  );
}
