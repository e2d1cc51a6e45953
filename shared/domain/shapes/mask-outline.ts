import { paintRuns, type RunLengthMask, runsBox } from './run-length.ts';

/** Right, down, left, up: the mask is on the right-hand side of whoever walks along its edge. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The edges of a mask as rings of corners along the edges of its pixels: outlines clockwise, holes the other way.
 * Pixels that touch at a corner only are in two rings.
 */
export function maskRings(runs: RunLengthMask): number[][] {
  const { width, height } = runs;
  const mask = paintRuns(runs, new Uint8Array(width * height));
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] === 1;
  /** Upper edges of pixels that a ring has passed; every ring has one. */
  const passed = new Uint8Array(width * height);
  const rings: number[][] = [];
  const box = runsBox(runs);
  for (let y = box.top; y < box.top + box.height; y++)
    for (let x = box.left; x < box.left + box.width; x++) {
      const at = y * width + x;
      if (mask[at] === 1 && passed[at] === 0 && !isInside(x, y - 1)) rings.push(walk(x, y, isInside, passed, width));
    }
  return rings;
}

/** Around once, from the upper left corner of a pixel to the right. */
function walk(
  startX: number,
  startY: number,
  isInside: (x: number, y: number) => boolean,
  passed: Uint8Array,
  width: number,
): number[] {
  const ring: number[] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    if (direction === 0) passed[y * width + x] = 1;
    const [stepX, stepY] = STEPS[direction]!;
    x += stepX;
    y += stepY;
    // The two pixels ahead of the corner, seen in the direction of the walk.
    const [right, left] = PIXELS_AHEAD[direction]!;
    const turn = !isInside(x + right[0], y + right[1]) ? 1 : isInside(x + left[0], y + left[1]) ? 3 : 0;
    if (turn !== 0) ring.push(x, y);
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  return ring;
}

const PIXELS_AHEAD = [
  [
    [0, 0],
    [0, -1],
  ],
  [
    [-1, 0],
    [0, 0],
  ],
  [
    [-1, -1],
    [-1, 0],
  ],
  [
    [0, -1],
    [-1, -1],
  ],
] as const;

/**
 * One ring out of several: each further ring hangs on the nearest corner by a line there and back, which has no area.
 * Holes stay holes where the ring is filled by the even-odd rule.
 * @see Ultralytics, `merge_multi_segment`, which joins COCO's parts in this way
 */
export function joinRings(rings: readonly number[][]): number[] {
  const [first = [], ...others] = [...rings].sort((a, b) => b.length - a.length);
  return others.reduce(hang, first);
}

function hang(joined: readonly number[], ring: readonly number[]): number[] {
  let [best, at, from] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < joined.length; i += 2)
    for (let j = 0; j < ring.length; j += 2) {
      const distance = (joined[i]! - ring[j]!) ** 2 + (joined[i + 1]! - ring[j + 1]!) ** 2;
      if (distance < best) [best, at, from] = [distance, i, j];
    }
  return [...joined.slice(0, at + 2), ...ring.slice(from), ...ring.slice(0, from + 2), ...joined.slice(at)];
}
