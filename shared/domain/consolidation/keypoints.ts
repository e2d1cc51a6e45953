import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { BoxObject } from './bounding-boxes.ts';
import { consolidateBoundingBoxes } from './bounding-boxes.ts';
import type { BoxWorkerState } from './box-workers.ts';

export interface LabeledPoint {
  label: string;
  /** Pixels, left/top origin. */
  x: number;
  y: number;
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
  const sheet = sheetOf(object);
  return {
    objectId: object.objectId,
    answers: object.answers.map(({ workerId, keypoints }) => ({
      workerId,
      boxes: keypoints.map((point) => {
        const square = squareAround(point, object.size);
        return { ...square, label: point.label, left: square.left + sheet * labels.indexOf(point.label) };
      }),
    })),
  };
}

const sheetOf = ({ size }: KeypointObject) => size.width + 2 * sideOf(size);

/**
 * Many workers' points -> one each. Which are the same, whether they exist, and where: as boxes of one size, whose
 * place is each worker's, without the worker's bias, weighed by the worker's precision; a gross error fades (Student's
 * t) or stands alone as a candidate.
 * @param labels label names in class-id order; points of other labels must have been taken out before
 */
export function consolidateKeypoints(
  objects: readonly KeypointObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { objects: Array<{ objectId: string; keypoints: ConsensusPoint[] }>; contribution: BoxWorkerState } {
  const squares = objects.map((object) => asSquares(object, labels));
  const found = consolidateBoundingBoxes(squares, labels, state);
  return {
    objects: found.objects.map(({ objectId, boxes }, at) => {
      const { width, height } = objects[at]!.size;
      const sheet = sheetOf(objects[at]!);
      return {
        objectId,
        keypoints: boxes.map(({ label, left, top, width: across, height: down, confidence, workers }) => ({
          label,
          x: clamp(left + across / 2 - sheet * labels.indexOf(label), width),
          y: clamp(top + down / 2, height),
          confidence,
          workers,
        })),
      };
    }),
    contribution: found.contribution,
  };
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
