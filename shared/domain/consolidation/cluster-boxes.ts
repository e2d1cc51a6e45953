import type { BoundingBox } from '../bounding-box.ts';

/** A box as one worker drew it; `worker` is an index into the image's workers. */
export interface DrawnBox extends BoundingBox {
  worker: number;
  label: number;
}

/** Clusters merge down to this mean similarity. */
const LINK = 0.3;
/** What a differing label takes off the similarity of two boxes. */
const LABEL_PENALTY = 0.1;
/** More boxes than this in one image are linked greedily: average linkage is cubic. */
const EXACT_LIMIT = 600;

/** How alike two drawn boxes are, 0..1. */
export type Overlap = (a: DrawnBox, b: DrawnBox) => number;

const similarityBy =
  (overlap: Overlap): Overlap =>
  (a, b) =>
    a.worker === b.worker ? Number.NEGATIVE_INFINITY : overlap(a, b) - (a.label === b.label ? 0 : LABEL_PENALTY);

/**
 * Groups the boxes of one image into objects: average linkage on IoU, at most one box per worker in a cluster, so that a
 * worker's double box stands alone.
 * @param boxes in canonical order; the result depends on nothing else
 * @returns indexes into `boxes`, each in exactly one cluster
 */
export function clusterBoxes(boxes: readonly DrawnBox[], overlap: Overlap): number[][] {
  const similarity = similarityBy(overlap);
  return boxes.length > EXACT_LIMIT ? linkGreedily(boxes, similarity) : linkByAverage(boxes, similarity);
}

interface Cluster {
  members: number[];
  /** Similarity summed over pairs of members, to each other cluster that it overlaps; -Infinity where a worker is in both. */
  sums: Map<Cluster, number>;
}

function linkByAverage(boxes: readonly DrawnBox[], similarity: Overlap): number[][] {
  const clusters = new Set<Cluster>(boxes.map((_, index) => ({ members: [index], sums: new Map() })));
  const all = [...clusters];
  for (let a = 0; a < all.length; a++) {
    for (let b = a + 1; b < all.length; b++) {
      const sum = similarity(boxes[a]!, boxes[b]!);
      if (sum === Number.NEGATIVE_INFINITY || sum > 0) {
        all[a]!.sums.set(all[b]!, sum);
        all[b]!.sums.set(all[a]!, sum);
      }
    }
  }
  for (;;) {
    let best: [Cluster, Cluster] | undefined;
    let bestMean = LINK;
    for (const a of clusters) {
      for (const [b, sum] of a.sums) {
        const mean = sum / (a.members.length * b.members.length);
        if (mean > bestMean) [best, bestMean] = [[a, b], mean];
      }
    }
    if (!best) break;
    const [a, b] = best;
    clusters.delete(b);
    for (const [other, sum] of b.sums) {
      if (other === a) continue;
      const joined = (a.sums.get(other) ?? 0) + sum;
      a.sums.set(other, joined);
      other.sums.set(a, joined);
      other.sums.delete(b);
    }
    a.sums.delete(b);
    a.members = [...a.members, ...b.members].sort((x, y) => x - y);
  }
  return [...clusters].map((cluster) => cluster.members);
}

function linkGreedily(boxes: readonly DrawnBox[], similarity: Overlap): number[][] {
  const clusters: number[][] = [];
  for (const [index, box] of boxes.entries()) {
    let best: number[] | undefined;
    let bestSimilarity = LINK;
    for (const cluster of clusters) {
      if (cluster.some((member) => boxes[member]!.worker === box.worker)) continue;
      const value = similarity(boxes[cluster[0]!]!, box);
      if (value > bestSimilarity) [best, bestSimilarity] = [cluster, value];
    }
    if (best) best.push(index);
    else clusters.push([index]);
  }
  return clusters;
}
