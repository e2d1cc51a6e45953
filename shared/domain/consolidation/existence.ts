import type { BoxSkill } from './box-workers.ts';
import type { Cluster } from './cluster.ts';

/** Location agreement counts half: edges of one box are not independent. */
const LOCATION_EVIDENCE = 0.5;
/** Edge error of a box that happens to lie near, relative to its size. */
const CHANCE_DEVIATION = 0.25;
const STUDENT_NU = 4;
const REAL_SHARE = { rate: 0.7, strength: 10 };
const JOIN = { rate: 0.08, strength: 20 };

/** What is assumed of any cluster before its workers are looked at. */
export interface ExistencePrior {
  /** Share of the clusters that are objects. */
  realShare: number;
  /** Probability that one more worker draws what is no object but was drawn by somebody. */
  joinRate: number;
}

/**
 * Learns the prior from the clusters' present existence.
 * @param images per image its clusters and how many workers saw it
 */
export function existencePrior(
  images: ReadonlyArray<{ clusters: readonly Cluster[]; workers: number }>,
): ExistencePrior {
  let real = REAL_SHARE.rate * REAL_SHARE.strength;
  let all = REAL_SHARE.strength;
  let joined = JOIN.rate * JOIN.strength;
  let asked = JOIN.strength;
  for (const { clusters, workers } of images) {
    for (const { existence, members } of clusters) {
      real += existence;
      all += 1;
      joined += (1 - existence) * (members.length - 1);
      asked += (1 - existence) * (workers - 1);
    }
  }
  return { realShare: real / all, joinRate: joined / asked };
}

/**
 * Probability that a cluster is an object: who of the image's workers drew it, and how well the drawn edges agree.
 * Drawn objects: each worker sees it or misses it. Drawn errors: one worker opened it, at the rate of this worker's
 * strays; the others joined by chance. (Counting the opener as chance too would make every lone box of a small crowd
 * look like a habit.)
 * @param workers who saw the image; members refer to them by index
 */
export function existencePosterior(
  cluster: Cluster,
  workers: readonly BoxSkill[],
  { realShare, joinRate }: ExistencePrior,
): number {
  const drew = new Set(cluster.members.map((box) => box.worker));
  let odds = Math.log(realShare / (1 - realShare));
  let [strays, ownStrays] = [0, 0];
  workers.forEach(({ missRate, strayRate }, index) => {
    odds += Math.log(drew.has(index) ? 1 - missRate : missRate);
    strays += strayRate;
    if (drew.has(index)) ownStrays += strayRate;
  });
  odds -= Math.log(ownStrays / strays);
  odds -= (drew.size - 1) * Math.log(joinRate) + (workers.length - drew.size) * Math.log(1 - joinRate);
  odds += LOCATION_EVIDENCE * locationEvidence(cluster, workers);
  return 1 / (1 + Math.exp(-odds));
}

/**
 * Logarithm of how much likelier the boxes' places are as drawings of one object than as boxes that lie near each other
 * by chance.
 */
function locationEvidence(cluster: Cluster, workers: readonly BoxSkill[]): number {
  let evidence = 0;
  for (const { worker, againstOthers } of cluster.placed) {
    if (!againstOthers) continue;
    const { bias, variance } = workers[worker]!;
    for (let edge = 0; edge < 4; edge++) {
      const residual = againstOthers.residual[edge]!;
      evidence +=
        logStudent(residual - bias[edge]!, variance + againstOthers.variance[edge]!) -
        logStudent(residual, CHANCE_DEVIATION ** 2);
    }
  }
  return evidence / 4;
}

/** Logarithm of Student's t density with scale^2 = `variance`, up to a constant. */
const logStudent = (deviation: number, variance: number) =>
  -0.5 * Math.log(variance) - ((STUDENT_NU + 1) / 2) * Math.log1p(deviation ** 2 / (STUDENT_NU * variance));
