/**
 * Gold answers seen so far: how often a confidence was right, in 20 equal bins. Counts only, so that two records add up in
 * any order.
 */
export interface CalibrationCounts {
  given: number[];
  right: number[];
  /** Sum of the confidences in the bin. */
  confidence: number[];
}

const BINS = 20;
/** Gold answers that the map underneath is worth, a bin. */
const IDENTITY_STRENGTH = 1;
const END_SLOPE = 0.01;

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
 * A map from confidence to calibrated confidence: per bin the share of right gold answers, shrunk to the confidence itself,
 * made monotonic (pool adjacent violators: Ayer et al. 1955), linear between the bins. The order of labels stays; without gold
 * it changes nothing.
 */
export function fitCalibration(counts: CalibrationCounts): (confidence: number) => number {
  const knots = monotonic(
    counts.given.map((given, bin) => {
      const at = given > 0 ? counts.confidence[bin]! / given : (bin + 0.5) / BINS;
      const weight = given + IDENTITY_STRENGTH;
      return { at, value: (counts.right[bin]! + IDENTITY_STRENGTH * at) / weight, weight };
    }),
  );
  const first = knots[0]!;
  const last = knots.at(-1)!;
  // Beyond the outer knots nearly flat: a line to 0 or 1 would undo what the gold answers say of the surest labels.
  const ends = [
    { at: 0, value: Math.max(0, first.value - END_SLOPE) },
    ...knots,
    { at: 1, value: Math.min(1, last.value + END_SLOPE) },
  ];
  return (confidence) => {
    const next = Math.max(
      1,
      ends.findIndex((knot) => knot.at >= confidence),
    );
    const [below, above] = [ends[next - 1]!, ends[next]!];
    const share = above.at > below.at ? (confidence - below.at) / (above.at - below.at) : 1;
    return below.value + share * (above.value - below.value);
  };
}

interface Knot {
  at: number;
  value: number;
  weight: number;
}

function monotonic(knots: readonly Knot[]): Knot[] {
  const blocks: Array<{ value: number; weight: number; members: Knot[] }> = [];
  for (const knot of knots) {
    blocks.push({ value: knot.value, weight: knot.weight, members: [knot] });
    for (let last = blocks.length - 1; last > 0 && blocks[last - 1]!.value > blocks[last]!.value; last--) {
      const [a, b] = blocks.splice(last - 1, 2) as [(typeof blocks)[0], (typeof blocks)[0]];
      const weight = a.weight + b.weight;
      const value = (a.value * a.weight + b.value * b.weight) / weight;
      blocks.push({ value, weight, members: [...a.members, ...b.members] });
    }
  }
  return blocks.flatMap(({ value, members }) => members.map(({ at, weight }) => ({ at, weight, value })));
}

/** Expected calibration error, 0..1: mean over bins of |mean confidence - share right|, weighted by answers. */
export function expectedCalibrationError(pairs: ReadonlyArray<{ confidence: number; right: boolean }>): number {
  const counts = pairs.reduce((sum, pair) => recordGold(sum, pair.confidence, pair.right), emptyCalibration());
  return counts.given.reduce(
    (sum, given, bin) => sum + (given ? Math.abs(counts.confidence[bin]! - counts.right[bin]!) / pairs.length : 0),
    0,
  );
}
