import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { Size } from '../viewport.ts';

/** A polygon, a line or a polyline: in pixels of the image, whole numbers. */
export interface DrawnPolygon {
  label: string;
  vertices: readonly Point[];
}

/** What a shape of vertices must be like. */
export interface OutlineRules {
  /** The last vertex is joined to the first, no edge crosses another, and what is inside belongs to the shape. */
  isClosed: boolean;
  fewest: number;
  /** With so many vertices it is ended by itself. */
  most: number;
}

/** Fewer vertices make no area. */
export const POLYGON: OutlineRules = { isClosed: true, fewest: 3, most: Number.POSITIVE_INFINITY };
export const POLYLINE: OutlineRules = { isClosed: false, fewest: 2, most: Number.POSITIVE_INFINITY };
export const LINE: OutlineRules = { isClosed: false, fewest: 2, most: 2 };

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The point of the image's pixel grid nearest to `point`. */
export const onImage = ({ x, y }: Point, { width, height }: Size): Point => ({
  x: clamp(x, width),
  y: clamp(y, height),
});

/**
 * Reads an `initial-value` or the shapes of a former answer; those with too few vertices or no label are left out.
 * @param field the list's name in an answer, as `polygons`
 */
export function readOutlines(value: unknown, field: string, { fewest, most }: OutlineRules): DrawnPolygon[] {
  const listed = isObject(value) && !Array.isArray(value) ? value[field] : value;
  if (!Array.isArray(listed)) return [];
  return listed.filter(isObject).flatMap(({ label, vertices }): DrawnPolygon[] => {
    const points = (Array.isArray(vertices) ? vertices : []).flatMap((vertex: unknown): Point[] => {
      const { x, y } = isObject(vertex) ? vertex : {};
      return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x + y) ? [{ x, y }] : [];
    });
    const isWhole = points.length >= fewest && points.length <= most;
    return typeof label === 'string' && isWhole ? [{ label, vertices: points }] : [];
  });
}

export const withVertexMoved = (polygon: DrawnPolygon, index: number, to: Point): DrawnPolygon => ({
  ...polygon,
  vertices: polygon.vertices.with(index, to),
});

/** @param edge the index of the vertex that the edge starts at */
export const withVertexInserted = (polygon: DrawnPolygon, edge: number, at: Point): DrawnPolygon => ({
  ...polygon,
  vertices: polygon.vertices.toSpliced(edge + 1, 0, at),
});

/** undefined when too few vertices would be left. */
export const withoutVertex = (
  polygon: DrawnPolygon,
  index: number,
  { fewest }: OutlineRules,
): DrawnPolygon | undefined =>
  polygon.vertices.length > fewest ? { ...polygon, vertices: polygon.vertices.toSpliced(index, 1) } : undefined;

/** Moved as a whole, as far as the image goes. */
export function movedBy(polygon: DrawnPolygon, by: Point, { width, height }: Size): DrawnPolygon {
  const xs = polygon.vertices.map(({ x }) => x);
  const ys = polygon.vertices.map(({ y }) => y);
  const within = (step: number, low: number, high: number, most: number) =>
    Math.round(Math.max(Math.min(0, -low), Math.min(Math.max(0, most - high), step)));
  const dx = within(by.x, Math.min(...xs), Math.max(...xs), width);
  const dy = within(by.y, Math.min(...ys), Math.max(...ys), height);
  return { ...polygon, vertices: polygon.vertices.map(({ x, y }) => ({ x: x + dx, y: y + dy })) };
}

/** How many edges a shape has: an open one lacks that from the last vertex to the first. */
export const edgesOf = ({ vertices }: DrawnPolygon, { isClosed }: OutlineRules) => vertices.length - (isClosed ? 0 : 1);

/** The nearest edge by its start's index, and the point on it that is nearest. */
export function nearestEdge(
  polygon: DrawnPolygon,
  point: Point,
  rules: OutlineRules,
): { edge: number; at: Point; distance: number } {
  const { vertices } = polygon;
  let best = { edge: 0, at: vertices[0]!, distance: Number.POSITIVE_INFINITY };
  vertices.slice(0, edgesOf(polygon, rules)).forEach((start, edge) => {
    const end = vertices[(edge + 1) % vertices.length]!;
    const along = { x: end.x - start.x, y: end.y - start.y };
    const lengthSquared = along.x ** 2 + along.y ** 2 || 1;
    const share = ((point.x - start.x) * along.x + (point.y - start.y) * along.y) / lengthSquared;
    const clamped = Math.min(1, Math.max(0, share));
    const at = { x: start.x + clamped * along.x, y: start.y + clamped * along.y };
    const distance = Math.hypot(point.x - at.x, point.y - at.y);
    if (distance < best.distance) best = { edge, at, distance };
  });
  return best;
}

/** The middle of the edge that starts at vertex `edge`. */
export function edgeMiddle({ vertices }: DrawnPolygon, edge: number): Point {
  const start = vertices[edge]!;
  const end = vertices[(edge + 1) % vertices.length]!;
  return { x: Math.round((start.x + end.x) / 2), y: Math.round((start.y + end.y) / 2) };
}

/** The index of the vertex at most `reach` away, the nearest one; -1 = none. */
export function vertexNear(vertices: readonly Point[], point: Point, reach: number): number {
  const distances = vertices.map(({ x, y }) => Math.hypot(x - point.x, y - point.y));
  const nearest = Math.min(...distances);
  return nearest <= reach ? distances.indexOf(nearest) : -1;
}

/** Whether `point` is inside (even-odd rule). */
export function contains({ vertices }: DrawnPolygon, point: Point): boolean {
  return (
    vertices.filter((end, at) => {
      const start = vertices.at(at - 1)!;
      if (start.y > point.y === end.y > point.y) return false;
      return point.x < start.x + ((point.y - start.y) / (end.y - start.y)) * (end.x - start.x);
    }).length %
      2 ===
    1
  );
}

/** Whether no edge of the closed shape crosses another: only then has it one inside. */
export function isSimple(vertices: readonly Point[]): boolean {
  return vertices.every((start, at) => {
    const end = vertices[(at + 1) % vertices.length]!;
    return vertices.slice(at + 2).every((otherStart, offset) => {
      const other = at + 2 + offset;
      const otherEnd = vertices[(other + 1) % vertices.length]!;
      return otherEnd === start || !cross(start, end, otherStart, otherEnd);
    });
  });
}

/** Whether the line to `next` crosses the lines drawn so far. */
export function crossesDrawn(drawn: readonly Point[], next: Point): boolean {
  const last = drawn.at(-1);
  return last !== undefined && drawn.slice(0, -2).some((start, at) => cross(start, drawn[at + 1]!, last, next));
}

/** Whether two lines have a point in common that is the end of none. */
function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}
