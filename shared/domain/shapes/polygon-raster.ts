import type { BoundingBox } from './bounding-box.ts';
import type { Point } from './point.ts';

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
 * Calls `visit` for each cell whose centre is inside the polygon. Inside by the winding number: where a hand crossed
 * its own line, what it went round twice is still inside.
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
export const polygonOverlap = (a: readonly Point[], b: readonly Point[]): number => ringsOverlap([a], [b]);

/**
 * Intersection over union of two objects of one ring or more, each covering what any of its rings covers; 0..1, to
 * about 2 %.
 */
export function ringsOverlap(a: ReadonlyArray<readonly Point[]>, b: ReadonlyArray<readonly Point[]>): number {
  const grid = gridAround([...a, ...b].map(boundsOf), OVERLAP_CELLS);
  const cells = new Uint8Array(grid.columns * grid.rows);
  const fill = (rings: ReadonlyArray<readonly Point[]>, bit: number) => {
    for (const ring of rings)
      fillPolygon(ring, grid, (cell) => {
        cells[cell]! |= bit;
      });
  };
  fill(a, 1);
  fill(b, 2);
  let [union, intersection] = [0, 0];
  for (const cell of cells) {
    if (cell) union++;
    if (cell === 3) intersection++;
  }
  return union ? intersection / union : 0;
}
