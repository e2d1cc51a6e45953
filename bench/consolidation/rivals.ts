import type { BoxObject, ConsensusBox } from '../../shared/domain/consolidation/bounding-boxes.ts';
import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';

type Drawn = BoundingBox & { label: string; worker: number };

/** How boxes join a cluster: by what likeness, and whether labels must agree or one worker may be in it twice. */
interface Linking {
  threshold: number;
  sameLabel: boolean;
  oncePerWorker: boolean;
}

const drawnBoxes = (object: BoxObject): Drawn[] =>
  [...object.answers]
    .sort((a, b) => (a.workerId < b.workerId ? -1 : 1))
    .flatMap((answer, worker) => answer.boxes.map((box) => ({ ...box, worker })));

function meanBox(boxes: readonly BoundingBox[]): BoundingBox {
  const mean = (key: keyof BoundingBox) => boxes.reduce((sum, box) => sum + box[key], 0) / boxes.length;
  return { left: mean('left'), top: mean('top'), width: mean('width'), height: mean('height') };
}

function link(boxes: readonly Drawn[], { threshold, sameLabel, oncePerWorker }: Linking): Drawn[][] {
  const clusters: Drawn[][] = [];
  for (const box of boxes) {
    let best: Drawn[] | undefined;
    let bestIou = threshold;
    for (const cluster of clusters) {
      if (oncePerWorker && cluster.some((member) => member.worker === box.worker)) continue;
      if (sameLabel && cluster[0]!.label !== box.label) continue;
      const iou = intersectionOverUnion(meanBox(cluster), box);
      if (iou > bestIou) [best, bestIou] = [cluster, iou];
    }
    if (best) best.push(box);
    else clusters.push([box]);
  }
  return clusters;
}

/**
 * The most similar pair of clusters first, until none is more alike than `threshold`: the letter of Ground Truth's
 * guide.
 */
function linkMostSimilarFirst(boxes: readonly Drawn[], threshold: number): Drawn[][] {
  const clusters = boxes.map((box) => [box]);
  for (;;) {
    let best: [number, number] | undefined;
    let bestIou = threshold;
    clusters.forEach((a, at) => {
      for (let other = at + 1; other < clusters.length; other++) {
        const b = clusters[other]!;
        if (a[0]!.label !== b[0]!.label || a.some((one) => b.some((two) => one.worker === two.worker))) continue;
        const iou = intersectionOverUnion(meanBox(a), meanBox(b));
        if (iou > bestIou) [best, bestIou] = [[at, other], iou];
      }
    });
    if (!best) return clusters;
    clusters[best[0]]!.push(...clusters.splice(best[1], 1)[0]!);
  }
}

const majorityLabel = (boxes: readonly Drawn[]) => {
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
};

const byConfidence = (boxes: ConsensusBox[]) => boxes.sort((a, b) => b.confidence - a.confidence);

/**
 * As Ground Truth's real outputs show it: arithmetic mean, every single box kept, confidence = share of workers x mean
 * IoU.
 */
const averaged = (clusters: readonly Drawn[][], workers: number): ConsensusBox[] =>
  byConfidence(
    clusters.map((cluster) => {
      const box = meanBox(cluster);
      const agreement = cluster.reduce((sum, member) => sum + intersectionOverUnion(member, box), 0) / cluster.length;
      const confidence = cluster.length === 1 ? 0.09 : (cluster.length / Math.max(1, workers)) * agreement;
      return { ...box, label: cluster[0]!.label, confidence, workers: cluster.length };
    }),
  );

/**
 * Ground Truth's built-in rule as its real outputs show it (500 images, 5 workers): boxes of different workers grouped
 * by Jaccard in the order of the workers, averaged. Operating point .3.
 */
export const groundTruthLike = (object: BoxObject): ConsensusBox[] =>
  averaged(link(drawnBoxes(object), { threshold: 0.5, sameLabel: true, oncePerWorker: true }), object.answers.length);

/**
 * The same, grouping the most similar boxes first, as the guide says: nobody outside knows which of the two it is.
 * Operating point .3.
 */
export const groundTruthLikeMostSimilarFirst = (object: BoxObject): ConsensusBox[] =>
  averaged(linkMostSimilarFirst(drawnBoxes(object), 0.5), object.answers.length);

/** Clusters that at least half of the workers drew; mean box, majority label. Operating point: all. */
export function majorityAndMean(object: BoxObject): ConsensusBox[] {
  const clusters = link(drawnBoxes(object), { threshold: 0.5, sameLabel: false, oncePerWorker: true });
  return byConfidence(
    clusters
      .map((cluster) => ({
        ...meanBox(cluster),
        label: majorityLabel(cluster),
        confidence: cluster.length / Math.max(1, object.answers.length),
        workers: cluster.length,
      }))
      .filter(({ confidence }) => confidence >= 0.5),
  );
}

/** Weighted boxes fusion (Solovyev et al. 2021), IoU .55, all weights 1; score = min(n, N) / N. Operating point .5. */
export function weightedBoxesFusion(object: BoxObject): ConsensusBox[] {
  const clusters = link(drawnBoxes(object), { threshold: 0.55, sameLabel: true, oncePerWorker: false });
  const workers = Math.max(1, object.answers.length);
  return byConfidence(
    clusters.map((cluster) => ({
      ...meanBox(cluster),
      label: cluster[0]!.label,
      confidence: Math.min(cluster.length, workers) / workers,
      workers: cluster.length,
    })),
  );
}
