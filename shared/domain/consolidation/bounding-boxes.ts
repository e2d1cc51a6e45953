import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { BoxWorkerState } from './box-workers.ts';
import { boxOfEdges } from './cluster.ts';
import { confidenceOf } from './cluster-confidence.ts';
import { byPlace, type DrawnImage, drawImage } from './drawn-image.ts';
import { estimateObjects } from './estimate-objects.ts';

/** One image and what its workers drew: pixels, left/top origin. A worker who drew nothing has an empty list. */
export interface BoxObject {
  objectId: string;
  answers: Array<{ workerId: string; boxes: Array<BoundingBox & { label: string }> }>;
}

/** One object of the consensus. */
export interface ConsensusBox extends BoundingBox {
  label: string;
  /** 0..1; >= .5 = part of the label, below = a candidate that most workers did not see. */
  confidence: number;
  /** Workers behind it. */
  workers: number;
}

export interface BoxConsolidation {
  /** In the order of the objects; the boxes by falling confidence. */
  objects: Array<{ objectId: string; boxes: ConsensusBox[] }>;
  /** What this payload taught about its workers: fold it into the state once. */
  contribution: BoxWorkerState;
}

/**
 * Many workers' boxes -> objects with confidence. Deterministic to the byte under any order of workers and boxes.
 * @param labels label names in class-id order; boxes of other labels must have been taken out before
 */
export function consolidateBoundingBoxes(
  objects: readonly BoxObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): BoxConsolidation {
  const { images, contribution } = estimateObjects(
    objects.map((object) => drawnImage(object, labels)),
    labels,
    state,
  );
  return {
    objects: images.map((image, index) => ({
      objectId: objects[index]!.objectId,
      boxes: image.clusters
        .map((cluster) => ({
          ...boxOfEdges(cluster.edges),
          ...confidenceOf(cluster, image.workers.length, labels),
          workers: cluster.members.length,
        }))
        .sort((a, b) => b.confidence - a.confidence || byPlace(a, b)),
    })),
    contribution,
  };
}

/** The object's boxes in canonical order. */
export const drawnImage = (object: BoxObject, labels: readonly string[]): DrawnImage =>
  drawImage(
    object.answers.map(({ workerId, boxes }) => ({ workerId, shapes: boxes })),
    labels,
    ({ left, top, width, height }) => ({ left, top, width, height }),
    byPlace,
  );
