/** A figure with its interval. */
export interface FigureWithInterval {
  value: number;
  low: number;
  high: number;
}

interface Counted {
  images: number;
  with: number;
}

/**
 * The number that a standard normal variable exceeds with probability `tail` (0 .. 1/2), by halving; good to 8 digits.
 */
export function normalQuantile(tail: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 45; step++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability that a standard normal variable exceeds `x` >= 0: Simpson's rule on its density, from `x` on. */
function upperTail(x: number): number {
  const steps = 200;
  const width = 10 / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step++) {
    const at = x + step * width;
    const weight = step === 0 || step === steps ? 1 : step % 2 ? 4 : 2;
    sum += weight * Math.exp((-at * at) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

/** Wilson's score interval of a share (1927). */
function wilson({ images, with: hits }: Counted, z: number): FigureWithInterval {
  const share = hits / images;
  const spread = z * Math.sqrt((share * (1 - share)) / images + (z * z) / (4 * images * images));
  const middle = share + (z * z) / (2 * images);
  const scale = 1 + (z * z) / images;
  return { value: share, low: (middle - spread) / scale, high: (middle + spread) / scale };
}

/**
 * Difference of two shares, the first less the second, with its interval: Newcombe's hybrid score (1998, method 10),
 * which holds for small numbers and shares near 0 and 1.
 * @param level how often the interval may miss the truth
 */
export function differenceOfShares(first: Counted, second: Counted, level: number): FigureWithInterval {
  const z = normalQuantile(level / 2);
  const [a, b] = [wilson(first, z), wilson(second, z)];
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

const variance = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/** For each of `values`, the share of `others` that are smaller; equal ones count half. */
function placements(values: readonly number[], others: readonly number[]): number[] {
  const sorted = [...others].sort((a, b) => a - b);
  const before = (value: number, equal: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value || (equal && sorted[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return values.map((value) => (before(value, false) + before(value, true)) / 2 / sorted.length);
}

/**
 * Chance that one of `values` is larger than one of `others` (ties half), with its interval: the area under the ROC
 * curve with the variance of DeLong, DeLong and Clarke-Pearson (1988), as Wilson's interval of a share of as many
 * trials as have that variance. Samples that do not overlap have none; then each image of the smaller one is a trial.
 * @param level how often the interval may miss the truth
 */
export function chanceOfLarger(
  values: readonly number[],
  others: readonly number[],
  level: number,
): FigureWithInterval {
  const place = placements(values, others);
  const value = place.reduce((sum, each) => sum + each, 0) / place.length;
  const spread = variance(place) / values.length + variance(placements(others, values)) / others.length;
  const fewest = Math.min(values.length, others.length);
  const trials = spread > 0 ? Math.min((value * (1 - value)) / spread, values.length + others.length) : fewest;
  return wilson({ images: trials, with: value * trials }, normalQuantile(level / 2));
}
