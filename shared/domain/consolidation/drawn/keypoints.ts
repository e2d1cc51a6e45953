import type { BoundingBox } from '../../shapes/bounding-box.ts';
import type { BoxObject } from '../bounding-boxes.ts';
import type { BoxWorkerState } from '../box-workers.ts';
import { boxOfEdges } from '../cluster.ts';
import type { DrawnBox } from '../cluster-boxes.ts';
import { confidenceOf } from '../cluster-confidence.ts';
import { byPlace, drawImage } from '../drawn-image.ts';
import { estimateObjects } from '../estimate-objects.ts';
import { groupPoints } from './group-points.ts';

export interface LabeledPoint {
  label: string;
  /** Pixels, left/top origin. */
  x: number;
  y: number;
  /** False: something is in front of it. Absent: it is seen. */
  visible?: boolean | undefined;
  /** The number of the object whose point it is, in one worker's own count. Absent: nobody told objects apart. */
  object?: number | undefined;
}

/** One image and the points that its workers set. A worker who set none has an empty list. */
export interface KeypointObject {
  objectId: string;
  size: { width: number; height: number };
  answers: Array<{ workerId: string; keypoints: LabeledPoint[] }>;
}

export interface ConsensusPoint extends LabeledPoint {
  /** 0..1; >= .5 = part of the label. */
  confidence: number;
  /** Workers behind it. */
  workers: number;
}

/**
 * Side of the square around a point, as a share of the image's size (the root of its area): who errs by a third of it
 * still means it.
 */
const SIDE = 0.1;

const sideOf = ({ width, height }: KeypointObject['size']) => SIDE * Math.sqrt(width * height);

/** The square around a point in which another worker's point is about the same. */
export function squareAround({ x, y }: { x: number; y: number }, size: KeypointObject['size']): BoundingBox {
  const side = sideOf(size);
  return { left: x - side / 2, top: y - side / 2, width: side, height: side };
}

/**
 * The points as squares. Each label has a sheet of its own beside the others', so that points of two labels are never
 * one, however close they lie.
 */
export function asSquares(object: KeypointObject, labels: readonly string[]): BoxObject {
  const squareOf = onSheets(object.size, labels);
  return {
    objectId: object.objectId,
    answers: object.answers.map(({ workerId, keypoints }) => ({
      workerId,
      boxes: keypoints.map((point) => ({ ...squareOf(point), label: point.label })),
    })),
  };
}

const sheetOf = (size: KeypointObject['size']) => size.width + 2 * sideOf(size);

const onSheets = (size: KeypointObject['size'], labels: readonly string[]) => (point: LabeledPoint) => {
  const square = squareAround(point, size);
  return { ...square, left: square.left + sheetOf(size) * labels.indexOf(point.label) };
};

interface DrawnPoint extends DrawnBox {
  point: LabeledPoint;
}

/**
 * Many workers' points -> one each. Which are the same, whether they exist, and where: as boxes of one size, whose
 * place is each worker's, without the worker's bias, weighed by the worker's precision; a gross error fades (Student's
 * t) or stands alone as a candidate. Hidden is what most of its workers hide; one object's are the points that more
 * workers put into one object than into two.
 * @param labels label names in class-id order; points of other labels must have been taken out before
 */
export function consolidateKeypoints(
  objects: readonly KeypointObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { objects: Array<{ objectId: string; keypoints: ConsensusPoint[] }>; contribution: BoxWorkerState } {
  const drawn = objects.map((object) => {
    const squareOf = onSheets(object.size, labels);
    return drawImage(
      object.answers.map(({ workerId, keypoints }) => ({ workerId, shapes: keypoints })),
      labels,
      (point) => ({ ...squareOf(point), point }),
      byPlace,
    );
  });
  const { images, contribution } = estimateObjects(drawn, labels, state);
  return {
    objects: images.map(({ clusters, workers }, at) => {
      const { objectId, size } = objects[at]!;
      const sheet = sheetOf(size);
      const found = clusters.map((cluster) => {
        const { label, confidence } = confidenceOf(cluster, workers.length, labels);
        const { left, top, width, height } = boxOfEdges(cluster.edges);
        const members = (cluster.members as DrawnPoint[]).map(({ worker, point }) => ({ worker, ...point }));
        const hidden = members.filter(({ visible }) => visible === false).length;
        return {
          label,
          x: clamp(left + width / 2 - sheet * labels.indexOf(label), size.width),
          y: clamp(top + height / 2, size.height),
          ...(hidden > members.length / 2 && { visible: false }),
          confidence,
          workers: members.length,
          members,
        };
      });
      const numbers = groupPoints(found);
      return {
        objectId,
        keypoints: found
          .map(({ members: _, ...point }, index) => ({
            ...point,
            ...(numbers && { object: numbers[index]! }),
          }))
          .sort((a, b) => b.confidence - a.confidence || a.x - b.x || a.y - b.y),
      };
    }),
    contribution,
  };
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
