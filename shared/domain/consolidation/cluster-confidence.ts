import type { Cluster } from './cluster.ts';

/**
 * A cluster that at least this share of the image's workers drew is kept, whatever the posterior says: misses of small
 * objects are correlated.
 */
const QUORUM = 0.5;

/** However uncertain its place, this much of an object's score stays. */
const LEAST_PLACE = 0.1;

/**
 * Whether the cluster becomes part of the label: the posterior or the quorum is for it.
 * @param workers how many saw the image
 */
export const isPartOfLabel = ({ existence, members }: Cluster, workers: number) =>
  existence > 0.5 || members.length / workers >= QUORUM;

/**
 * Label and confidence of an object: existence x label probability x (1 - the edges' deviation), mapped so that .5 and
 * more means "part of the label".
 * @param workers how many saw the image
 * @returns confidence 0..1
 */
export function confidenceOf(
  cluster: Cluster,
  workers: number,
  labels: readonly string[],
): { label: string; confidence: number } {
  const probability = Math.max(...cluster.labels);
  const score = cluster.existence * probability * Math.max(LEAST_PLACE, 1 - cluster.deviation);
  return {
    label: labels[cluster.labels.indexOf(probability)]!,
    confidence: isPartOfLabel(cluster, workers) ? 0.5 + score / 2 : score / 2,
  };
}
