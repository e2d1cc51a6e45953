import type { BoundingBox } from '../shapes/bounding-box.ts';

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
    overlap(a, b) - (a.label === b.label ? 0 : LABEL_PENALTY);

/**
 * Groups the boxes of one image into objects: average linkage on IoU, at most one box per worker in a cluster, so that
 * a worker's double box stands alone.
 * @param boxes in canonical order; the result depends on nothing else
 * @returns indexes into `boxes`, each in exactly one cluster
 */
export function clusterBoxes(boxes: readonly DrawnBox[], overlap: Overlap): number[][] {
  const similarity = similarityBy(overlap);
  return boxes.length > EXACT_LIMIT ? linkGreedily(boxes, similarity) : linkByAverage(boxes, similarity);
}

interface Cluster {
  members: number[];
  workers: Set<number>;
  /** Similarity summed over pairs of members, to each other cluster that it overlaps. */
  sums: Map<Cluster, number>;
}

function linkByAverage(boxes: readonly DrawnBox[], similarity: Overlap): number[][] {
  const all = boxes.map(
    (box, index): Cluster => ({ members: [index], workers: new Set([box.worker]), sums: new Map() }),
  );
  for (let a = 0; a < all.length; a++) {
    for (let b = a + 1; b < all.length; b++) {
      if (boxes[a]!.worker === boxes[b]!.worker) continue;
      const sum = similarity(boxes[a]!, boxes[b]!);
      if (sum <= 0) continue;
      all[a]!.sums.set(all[b]!, sum);
      all[b]!.sums.set(all[a]!, sum);
    }
  }
  const clusters = new Set(all);
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
    join(...best);
    clusters.delete(best[1]);
  }
  return [...clusters].map((cluster) => cluster.members);
}

/** Makes `b` part of `a`; clusters that now share a worker with it can never join it. */
function join(a: Cluster, b: Cluster): void {
  a.members = [...a.members, ...b.members].sort((x, y) => x - y);
  for (const worker of b.workers) a.workers.add(worker);
  for (const [other, sum] of b.sums) {
    other.sums.delete(b);
    if (other !== a) a.sums.set(other, (a.sums.get(other) ?? 0) + sum);
  }
  a.sums.delete(b);
  for (const [other, sum] of [...a.sums]) {
    if (other.workers.isDisjointFrom(a.workers)) other.sums.set(a, sum);
    else {
      a.sums.delete(other);
      other.sums.delete(a);
    }
  }
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
