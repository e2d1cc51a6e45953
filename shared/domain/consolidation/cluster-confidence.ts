import type { BoxSkill } from './box-workers.ts';
import type { Cluster } from './estimate-objects.ts';

/** A cluster that at least this share of the image's workers drew is kept, whatever the posterior says: misses of small objects are correlated. */
const QUORUM = 0.5;

/**
 * Label and confidence of an object: existence x label probability x (1 - predicted edge deviation), mapped so that .5 and
 * more means "part of the label": the posterior or the quorum is for it.
 * @returns confidence 0..1
 */
export function confidenceOf(
  cluster: Cluster,
  workers: readonly BoxSkill[],
  labels: readonly string[],
): { label: string; confidence: number } {
  const probability = Math.max(...cluster.labels);
  const precision = cluster.members.reduce((sum, box) => sum + 1 / workers[box.worker]!.variance, 0);
  const score = cluster.existence * probability * (1 - Math.min(0.5, Math.sqrt(1 / precision)));
  const agreed = cluster.existence > 0.5 || cluster.members.length / workers.length >= QUORUM;
  return {
    label: labels[cluster.labels.indexOf(probability)]!,
    confidence: agreed ? 0.5 + score / 2 : score / 2,
  };
}
