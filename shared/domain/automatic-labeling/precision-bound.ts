/** How sure a bound is: at most one in twenty is on the wrong side. */
const CONFIDENCE = 0.95;
const HALVINGS = 60;

/** Probability of at most `successes` in `trials` independent trials of probability `p`. */
function atMost(successes: number, trials: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return successes >= trials ? 1 : 0;
  let logTerm = trials * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= successes; k++) {
    logTerm += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** The p in 0..1 at which a function that grows with p crosses zero. */
function crossing(grows: (p: number) => number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (grows(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The one-sided exact lower bound of a share (Clopper and Pearson 1934): with that confidence the true share is not
 * below it. 59 right of 59 give .95; 0 of 0 give 0.
 */
export function precisionLowerBound(right: number, trials: number, confidence = CONFIDENCE): number {
  if (trials === 0 || right === 0) return 0;
  return crossing((p) => 1 - atMost(right - 1, trials, p) - (1 - confidence));
}

/**
 * The one-sided exact upper bound of a share (Clopper and Pearson 1934): with 95 % confidence the true share is not
 * above it.
 */
export function upperBound(right: number, trials: number): number {
  if (right === trials) return 1;
  return crossing((p) => 1 - CONFIDENCE - atMost(right, trials, p));
}

/** The chance that a sample by chance, without repetition, has none of a set's wrong ones (hypergeometric). */
export function chanceOfNone(wrong: number, sampled: number, of: number): number {
  if (wrong + sampled > of) return 0;
  let chance = 1;
  for (let seen = 0; seen < sampled; seen++) chance *= (of - wrong - seen) / (of - seen);
  return chance;
}

/**
 * What a sample by chance, all of it right, says of the others of the same finite set: with that confidence the share
 * of them that are right is not below it (exact). A bound for endlessly many promises too much of few: though 59 of 93
 * are all right, two of the other 34 are wrong, which is less than .95, more often than once in ten.
 */
export function restLowerBound(sampled: number, rest: number, confidence = CONFIDENCE): number {
  if (rest === 0) return 1;
  let wrong = 0;
  while (wrong < rest && chanceOfNone(wrong + 1, sampled, sampled + rest) > 1 - confidence) wrong++;
  return (rest - wrong) / rest;
}
