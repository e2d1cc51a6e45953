import type { BoundingBox } from '../bounding-box.ts';

/** A vertex in pixels, left/top origin. */
export interface Point {
  x: number;
  y: number;
}

/** A grid over a part of the image: `scale` cells a pixel. */
export interface Grid {
  left: number;
  top: number;
  columns: number;
  rows: number;
  scale: number;
}

/** The smallest box around the vertices. */
export function boundsOf(vertices: readonly Point[]): BoundingBox {
  const xs = vertices.map((point) => point.x);
  const ys = vertices.map((point) => point.y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Cells a side: fine for shapes, coarse for asking how alike two are. */
const SHAPE_CELLS = 512;
const OVERLAP_CELLS = 96;
const MOST_SCALE = 4;

/** A grid around all boxes with one free cell on each side: up to 4 cells a pixel, at most about `cells` a side. */
export function gridAround(boxes: readonly BoundingBox[], cells = SHAPE_CELLS): Grid {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = Math.max(...boxes.map((box) => box.left + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.top + box.height)) - top;
  const scale = Math.min(MOST_SCALE, cells / Math.max(1, width, height));
  return {
    left: left - 1 / scale,
    top: top - 1 / scale,
    columns: Math.ceil(width * scale) + 3,
    rows: Math.ceil(height * scale) + 3,
    scale,
  };
}

/** Calls `visit` for each cell whose centre is inside the polygon (even-odd rule). */
export function fillPolygon(vertices: readonly Point[], grid: Grid, visit: (cell: number) => void): void {
  for (let row = 0; row < grid.rows; row++) {
    const y = grid.top + (row + 0.5) / grid.scale;
    const crossings: number[] = [];
    for (let index = 0; index < vertices.length; index++) {
      const a = vertices[index]!;
      const b = vertices[(index + 1) % vertices.length]!;
      if (a.y <= y === b.y <= y) continue;
      crossings.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
    }
    crossings.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil((crossings[pair]! - grid.left) * grid.scale - 0.5));
      const to = Math.min(grid.columns - 1, Math.ceil((crossings[pair + 1]! - grid.left) * grid.scale - 0.5) - 1);
      for (let column = from; column <= to; column++) visit(row * grid.columns + column);
    }
  }
}

/** Intersection over union of two polygons, 0..1, to about 2 %. */
export function polygonOverlap(a: readonly Point[], b: readonly Point[]): number {
  const grid = gridAround([boundsOf(a), boundsOf(b)], OVERLAP_CELLS);
  const cells = new Uint8Array(grid.columns * grid.rows);
  let union = 0;
  let intersection = 0;
  fillPolygon(a, grid, (cell) => {
    cells[cell] = 1;
    union++;
  });
  fillPolygon(b, grid, (cell) => {
    if (cells[cell]) intersection++;
    else union++;
  });
  return union ? intersection / union : 0;
}

/**
 * The outer contour of the largest connected part of the set cells, simplified to within one pixel (Douglas and Peucker).
 * @returns vertices in pixels, clockwise; empty when no cell is set
 */
export function traceContour(isSet: (cell: number) => boolean, grid: Grid): Point[] {
  const part = largestPart(isSet, grid);
  if (part.size === 0) return [];
  const corners = followBoundary(part, grid).map(([column, row]) => ({
    x: grid.left + column / grid.scale,
    y: grid.top + row / grid.scale,
  }));
  return simplify(corners, Math.max(0.75 / grid.scale, 0.5));
}

function largestPart(isSet: (cell: number) => boolean, grid: Grid): Set<number> {
  const seen = new Set<number>();
  let largest = new Set<number>();
  for (let cell = 0; cell < grid.columns * grid.rows; cell++) {
    if (!isSet(cell) || seen.has(cell)) continue;
    const part = new Set([cell]);
    const open = [cell];
    seen.add(cell);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of [at - 1, at + 1, at - grid.columns, at + grid.columns]) {
        if (next < 0 || next >= grid.columns * grid.rows || seen.has(next) || !isSet(next)) continue;
        seen.add(next);
        part.add(next);
        open.push(next);
      }
    }
    if (part.size > largest.size) largest = part;
  }
  return largest;
}

/** Walks along cell edges with the part on the right hand; corners as [column, row]. */
function followBoundary(part: ReadonlySet<number>, grid: Grid): Array<[number, number]> {
  const inside = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < grid.columns && row < grid.rows && part.has(row * grid.columns + column);
  const first = Math.min(...part);
  const start: [number, number] = [first % grid.columns, Math.floor(first / grid.columns)];
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

function simplify(points: readonly Point[], tolerance: number): Point[] {
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
