import type { BoxAnnotation } from '../../../shared/contracts/manifest-line.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { OUTPUT_STRIDE } from '../../network/network.ts';
import { DISTANCE_UNIT } from './network.ts';

/** What the loss compares with, for a whole batch; see `buildTrainingGraph`. */
export interface Targets {
  peak: Float32Array;
  calm: Float32Array;
  distances: Float32Array;
  boxWeight: Float32Array;
}

/** Gaussians reach .54 of the box (TTFNet) at three deviations, drawn narrower because objects touch. */
const SPREAD = 0.54 / 3 / 1.6;
const MINIMUM_DEVIATION = 0.6;
/** Cells whose gaussian is above this learn the box. */
const BOX_REGION = 0.2;

export function emptyTargets(batch: number, labels: number, frame: ImageSize): Targets {
  const cells = (frame.width / OUTPUT_STRIDE) * (frame.height / OUTPUT_STRIDE);
  return {
    peak: new Float32Array(batch * labels * cells),
    calm: new Float32Array(batch * labels * cells),
    distances: new Float32Array(batch * 4 * cells),
    boxWeight: new Float32Array(batch * cells),
  };
}

/**
 * Draws the boxes (pixels of the frame) of image `index` of the batch; where boxes overlap, the smaller one has the
 * cell.
 * @param unchecked labels whose absence says nothing: no cell is calm for them
 */
export function drawTargets(
  targets: Targets,
  index: number,
  boxes: readonly BoxAnnotation[],
  labels: number,
  frame: ImageSize,
  unchecked: readonly number[] = [],
) {
  const columns = frame.width / OUTPUT_STRIDE;
  const rows = frame.height / OUTPUT_STRIDE;
  const cells = columns * rows;
  targets.peak.fill(0, index * labels * cells, (index + 1) * labels * cells);
  targets.calm.fill(1, index * labels * cells, (index + 1) * labels * cells);
  for (const label of unchecked)
    targets.calm.fill(0, (index * labels + label) * cells, (index * labels + label + 1) * cells);
  targets.distances.fill(1, index * 4 * cells, (index + 1) * 4 * cells);
  targets.boxWeight.fill(0, index * cells, (index + 1) * cells);

  for (const box of boxes.toSorted((a, b) => b.width * b.height - a.width * a.height)) {
    const centerX = clamp(Math.floor((box.left + box.width / 2) / OUTPUT_STRIDE), columns);
    const centerY = clamp(Math.floor((box.top + box.height / 2) / OUTPUT_STRIDE), rows);
    const deviationX = Math.max(MINIMUM_DEVIATION, (box.width / OUTPUT_STRIDE) * SPREAD);
    const deviationY = Math.max(MINIMUM_DEVIATION, (box.height / OUTPUT_STRIDE) * SPREAD);
    const reachX = Math.ceil(3 * deviationX);
    const reachY = Math.ceil(3 * deviationY);
    const plane = (index * labels + box.class_id) * cells;
    const region: { cell: number; x: number; y: number; height: number }[] = [];
    let sum = 0;
    for (let y = clamp(centerY - reachY, rows); y <= clamp(centerY + reachY, rows); y++)
      for (let x = clamp(centerX - reachX, columns); x <= clamp(centerX + reachX, columns); x++) {
        const height = Math.exp(
          -((x - centerX) ** 2) / (2 * deviationX ** 2) - (y - centerY) ** 2 / (2 * deviationY ** 2),
        );
        const cell = y * columns + x;
        targets.calm[plane + cell] = Math.min(targets.calm[plane + cell]!, (1 - height) ** 4);
        const isCenter = x === centerX && y === centerY;
        if (isCenter || (height > BOX_REGION && containsCell(box, x, y))) {
          region.push({ cell, x, y, height });
          sum += height;
        }
      }
    targets.peak[plane + centerY * columns + centerX] = 1;
    for (const { cell, x, y, height } of region) {
      targets.boxWeight[index * cells + cell] = height / sum;
      distancesFrom(box, x, y).forEach((distance, side) => {
        targets.distances[(index * 4 + side) * cells + cell] = Math.max(distance, 1) / DISTANCE_UNIT;
      });
    }
  }
}

/** From a cell's centre to the box's left, top, right and bottom, pixels. */
function distancesFrom(box: BoxAnnotation, x: number, y: number): number[] {
  const pixelX = (x + 0.5) * OUTPUT_STRIDE;
  const pixelY = (y + 0.5) * OUTPUT_STRIDE;
  return [pixelX - box.left, pixelY - box.top, box.left + box.width - pixelX, box.top + box.height - pixelY];
}

const containsCell = (box: BoxAnnotation, x: number, y: number) =>
  distancesFrom(box, x, y).every((distance) => distance > 0);

const clamp = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
