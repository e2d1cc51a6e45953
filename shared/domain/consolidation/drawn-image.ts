import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { DrawnBox } from './cluster-boxes.ts';
import { inWorkerOrder } from './worker-order.ts';

/**
 * One image in canonical order: workers by id, each worker's boxes by label and place; `worker` indexes `workerIds`.
 */
export interface DrawnImage<Drawn extends DrawnBox = DrawnBox> {
  workerIds: string[];
  boxes: Drawn[];
}

/** Left to right, then from the top, then by size. */
export const byPlace = (a: BoundingBox, b: BoundingBox) =>
  a.left - b.left || a.top - b.top || a.width - b.width || a.height - b.height;

/**
 * What the workers of one image drew, in canonical order.
 * @param asBox a shape's place, and what else is to be kept of it
 * @param order of shapes of one label
 */
export function drawImage<Shape extends { label: string }, Place extends BoundingBox>(
  answers: ReadonlyArray<{ workerId: string; shapes: readonly Shape[] }>,
  labels: readonly string[],
  asBox: (shape: Shape) => Place,
  order: (a: Place, b: Place) => number,
): DrawnImage<DrawnBox & Place> {
  const ordered = inWorkerOrder(answers);
  return {
    workerIds: ordered.map(({ workerId }) => workerId),
    boxes: ordered.flatMap(({ shapes }, worker) =>
      shapes
        .map((shape) => ({ ...asBox(shape), worker, label: labels.indexOf(shape.label) }))
        .sort((a, b) => a.label - b.label || order(a, b)),
    ),
  };
}
