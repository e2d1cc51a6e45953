import { encodeRuns, paintRuns, type RunLengthMask } from './run-length.ts';

/** Points along an outline are found on a grid this many times finer than the pixels. */
const SCALE = 5;

/**
 * The pixels inside of any of the rings, as COCO's own tools count them.
 * @param rings x1, y1, x2, y2, … each, in pixels
 */
export function ringsMask(rings: readonly number[][], width: number, height: number): RunLengthMask {
  const [first, ...others] = rings.map((ring) => ({ width, height, counts: ringRuns(ring, width, height) }));
  if (!first) return { width, height, counts: [width * height] };
  if (others.length === 0) return first;
  const mask = paintRuns(first, new Uint8Array(width * height));
  for (const other of others) paintRuns(other, mask);
  return encodeRuns(mask, width, height);
}

/** @see cocoapi common/maskApi.c, rleFrPoly: the same runs to the pixel */
function ringRuns(ring: readonly number[], width: number, height: number): number[] {
  const crossings = columnCrossings(finePoints(ring), width, height);
  crossings.push(width * height);
  crossings.sort((a, b) => a - b);
  const runs: number[] = [];
  let from = 0;
  for (let at = 0; at < crossings.length; at++) {
    const run = crossings[at]! - from;
    from = crossings[at]!;
    if (run > 0 || runs.length === 0) runs.push(run);
    else if (++at < crossings.length) {
      // Two crossings at one place: the run goes on behind them.
      runs[runs.length - 1]! += crossings[at]! - from;
      from = crossings[at]!;
    }
  }
  return runs;
}

/** Every point of the fine grid along the ring: u1, v1, u2, v2, … */
function finePoints(ring: readonly number[]): number[] {
  const corners = ring.map((value) => Math.trunc(SCALE * value + 0.5));
  const points: number[] = [];
  for (let at = 0; at + 1 < corners.length; at += 2) {
    const next = (at + 2) % corners.length;
    const [x, y] = [corners[at]!, corners[at + 1]!];
    const [dx, dy] = [corners[next]! - x, corners[next + 1]! - y];
    const steps = Math.max(Math.abs(dx), Math.abs(dy));
    const isWide = Math.abs(dx) >= Math.abs(dy);
    const isBackward = isWide ? dx < 0 : dy < 0;
    // Rounded on the way from the end with the smaller coordinate, so that both directions give the same points.
    const [startX, startY] = isBackward ? [x + dx, y + dy] : [x, y];
    const slope = isWide ? dy / dx : dx / dy;
    for (let step = 0; step <= steps && steps > 0; step++) {
      const along = isBackward ? steps - step : step;
      if (isWide) points.push(startX + along, Math.trunc(startY + slope * along + 0.5));
      else points.push(Math.trunc(startX + slope * along + 0.5), startY + along);
    }
  }
  return points;
}

/** Where the outline crosses the middle of a column of pixels: as places in the image, counted down the columns. */
function columnCrossings(points: readonly number[], width: number, height: number): number[] {
  const crossings: number[] = [];
  for (let at = 2; at < points.length; at += 2) {
    const [beforeX, beforeY, x, y] = [points[at - 2]!, points[at - 1]!, points[at]!, points[at + 1]!];
    if (x === beforeX) continue;
    const column = ((x < beforeX ? x : x - 1) + 0.5) / SCALE - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = (Math.min(y, beforeY) + 0.5) / SCALE - 0.5;
    crossings.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
  }
  return crossings;
}
