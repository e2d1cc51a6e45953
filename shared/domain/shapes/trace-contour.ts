import type { Point } from './point.ts';
import type { Grid } from './polygon-raster.ts';

/**
 * The outer contour of the largest connected part of the set cells, simplified to within one pixel (Douglas and
 * Peucker).
 * @returns vertices in pixels, clockwise; empty when no cell is set
 */
export function traceContour(isSet: (cell: number) => boolean, grid: Grid): Point[] {
  const part = largestPart(isSet, grid);
  if (!part) return [];
  const corners = followBoundary(part, grid).map(([column, row]) => ({
    x: grid.left + column / grid.scale,
    y: grid.top + row / grid.scale,
  }));
  return simplifyRing(corners, Math.max(0.75 / grid.scale, 0.5));
}

/** A connected part of the set cells. */
interface Part {
  /** Row by row the first of its cells. */
  first: number;
  has(cell: number): boolean;
}

/** Undefined when no cell is set; the first of equally large ones. */
function largestPart(isSet: (cell: number) => boolean, { columns, rows }: Grid): Part | undefined {
  const partOf = new Uint32Array(columns * rows);
  const open = new Uint32Array(columns * rows);
  let largest = { part: 0, first: 0, size: 0 };
  let part = 0;
  for (let first = 0; first < partOf.length; first++) {
    if (partOf[first] || !isSet(first)) continue;
    part++;
    partOf[first] = part;
    open[0] = first;
    let size = 1;
    for (let next = 0; next < size; next++) {
      const cell = open[next]!;
      // The grid has a free cell on each side, so that a neighbour over the end of a row is never set.
      for (const neighbour of [cell - 1, cell + 1, cell - columns, cell + columns]) {
        if (partOf[neighbour] !== 0 || !isSet(neighbour)) continue;
        partOf[neighbour] = part;
        open[size++] = neighbour;
      }
    }
    if (size > largest.size) largest = { part, first, size };
  }
  if (largest.size === 0) return undefined;
  return { first: largest.first, has: (cell) => partOf[cell] === largest.part };
}

/** Walks along cell edges with the part on the right hand; corners as [column, row]. */
function followBoundary(part: Part, grid: Grid): Array<[number, number]> {
  const inside = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < grid.columns && row < grid.rows && part.has(row * grid.columns + column);
  const start: [number, number] = [part.first % grid.columns, Math.floor(part.first / grid.columns)];
  const corners: Array<[number, number]> = [];
  let [column, row] = start;
  let [dx, dy] = [1, 0];
  do {
    corners.push([column, row]);
    column += dx;
    row += dy;
    // The cells ahead, to the left and to the right of the direction of travel, seen from the corner.
    const right = inside(column + (dx - dy - 1) / 2, row + (dx + dy - 1) / 2);
    const left = inside(column + (dx + dy - 1) / 2, row + (dy - dx - 1) / 2);
    if (left) [dx, dy] = [dy, -dx];
    else if (!right) [dx, dy] = [-dy, dx];
  } while (column !== start[0] || row !== start[1]);
  return corners;
}

/**
 * A ring with fewer vertices, nowhere further than `tolerance` pixels from the given one (Douglas and Peucker).
 */
export function simplifyRing(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 4) return [...points];
  const far = points.reduce(
    (best, point, index) => (distance(point, points[0]!) > distance(points[best]!, points[0]!) ? index : best),
    0,
  );
  return [
    ...simplifyLine(points.slice(0, far + 1), tolerance).slice(0, -1),
    ...simplifyLine([...points.slice(far), points[0]!], tolerance).slice(0, -1),
  ];
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

function simplifyLine(points: readonly Point[], tolerance: number): Point[] {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const open: Array<[number, number]> = [[0, points.length - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range;
    let farthest = 0;
    let at = -1;
    for (let index = from + 1; index < to; index++) {
      const away = distanceToLine(points[index]!, points[from]!, points[to]!);
      if (away > farthest) [farthest, at] = [away, index];
    }
    if (farthest <= tolerance) continue;
    keep[at] = 1;
    open.push([from, at], [at, to]);
  }
  return points.filter((_, index) => keep[index]);
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const length = distance(from, to);
  if (length === 0) return distance(point, from);
  return Math.abs((to.x - from.x) * (from.y - point.y) - (from.x - point.x) * (to.y - from.y)) / length;
}
