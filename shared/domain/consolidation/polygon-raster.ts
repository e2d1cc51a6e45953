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
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of vertices) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left, height: bottom - top };
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

/**
 * Calls `visit` for each cell whose centre is inside the polygon. Inside by the winding number: where a hand crossed its own line,
 * what it went round twice is still inside.
 */
export function fillPolygon(vertices: readonly Point[], grid: Grid, visit: (cell: number) => void): void {
  for (let row = 0; row < grid.rows; row++) {
    let winding = 0;
    let from = 0;
    for (const { x, turn } of crossingsOf(vertices, grid.top + (row + 0.5) / grid.scale)) {
      const column = Math.ceil((x - grid.left) * grid.scale - 0.5);
      if (winding === 0) from = Math.max(0, column);
      winding += turn;
      if (winding !== 0) continue;
      const to = Math.min(grid.columns - 1, column - 1);
      for (let at = from; at <= to; at++) visit(row * grid.columns + at);
    }
  }
}

/** Where the outline crosses a horizontal line, from left to right; `turn` is 1 where it goes down, -1 where up. */
function crossingsOf(vertices: readonly Point[], y: number): Array<{ x: number; turn: 1 | -1 }> {
  const crossings: Array<{ x: number; turn: 1 | -1 }> = [];
  for (let index = 0; index < vertices.length; index++) {
    const a = vertices[index]!;
    const b = vertices[(index + 1) % vertices.length]!;
    if (a.y <= y === b.y <= y) continue;
    crossings.push({ x: a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x), turn: a.y <= y ? 1 : -1 });
  }
  return crossings.sort((a, b) => a.x - b.x);
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
  if (!part) return [];
  const corners = followBoundary(part, grid).map(([column, row]) => ({
    x: grid.left + column / grid.scale,
    y: grid.top + row / grid.scale,
  }));
  return simplify(corners, Math.max(0.75 / grid.scale, 0.5));
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
