/** Probabilities in the proportion of e^score; sums to 1. */
export function softmax(scores: readonly number[]): number[] {
  const greatest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** A share of `count` trials, shrunk to `prior` as if `strength` more trials had come out like it. */
export const shrink = (hits: number, count: number, prior: number, strength: number) =>
  (hits + prior * strength) / (count + strength);
