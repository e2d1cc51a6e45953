import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/bounding-box.ts';
import type { BoxObject, ConsensusBox } from '../../shared/domain/consolidation/bounding-boxes.ts';

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

const majorityLabel = (boxes: readonly Drawn[]) => {
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
};

const byConfidence = (boxes: ConsensusBox[]) => boxes.sort((a, b) => b.confidence - a.confidence);

/**
 * Ground Truth's built-in rule as its real outputs show it (500 images, 5 workers): the most similar boxes of different
 * workers by Jaccard, arithmetic mean per coordinate, every single box kept, confidence = share of workers x mean IoU.
 * Operating point .3.
 */
export function groundTruthLike(object: BoxObject): ConsensusBox[] {
  const clusters = link(drawnBoxes(object), { threshold: 0.5, sameLabel: true, oncePerWorker: true });
  return byConfidence(
    clusters.map((cluster) => {
      const box = meanBox(cluster);
      const agreement = cluster.reduce((sum, member) => sum + intersectionOverUnion(member, box), 0) / cluster.length;
      const share = cluster.length / Math.max(1, object.answers.length);
      const confidence = cluster.length === 1 ? 0.09 : share * agreement;
      return { ...box, label: cluster[0]!.label, confidence, workers: cluster.length };
    }),
  );
}

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
