import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/bounding-box.ts';
import type { BoxObject, ConsensusBox } from '../../shared/domain/consolidation/bounding-boxes.ts';

/**
 * Ground Truth's built-in box rule as its real outputs show it (500 images, 5 workers): the most similar boxes of different
 * workers by Jaccard, arithmetic mean per coordinate, every single box kept, confidence = share of workers x mean IoU.
 */
export function groundTruthLike(object: BoxObject): ConsensusBox[] {
  const answers = [...object.answers].sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
  const boxes = answers.flatMap((answer, worker) => answer.boxes.map((box) => ({ ...box, worker })));
  const clusters: Array<typeof boxes> = [];
  for (const box of boxes) {
    let best: typeof boxes | undefined;
    let bestIou = 0.5;
    for (const cluster of clusters) {
      if (cluster.some((member) => member.worker === box.worker || member.label !== box.label)) continue;
      const iou = intersectionOverUnion(meanBox(cluster), box);
      if (iou > bestIou) [best, bestIou] = [cluster, iou];
    }
    if (best) best.push(box);
    else clusters.push([box]);
  }
  return clusters.map((cluster) => {
    const box = meanBox(cluster);
    const agreement = cluster.reduce((sum, member) => sum + intersectionOverUnion(member, box), 0) / cluster.length;
    const share = cluster.length / Math.max(1, answers.length);
    const confidence = cluster.length === 1 ? 0.09 : share * agreement;
    return { ...box, label: cluster[0]!.label, confidence, workers: cluster.length };
  });
}

function meanBox(boxes: readonly BoundingBox[]): BoundingBox {
  const mean = (key: keyof BoundingBox) => boxes.reduce((sum, box) => sum + box[key], 0) / boxes.length;
  return { left: mean('left'), top: mean('top'), width: mean('width'), height: mean('height') };
}
