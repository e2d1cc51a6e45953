import type { Point } from './point.ts';

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

/** Pixels from its first vertex to its last one. */
export const lineLength = (line: readonly Point[]): number =>
  line.slice(1).reduce((sum, point, at) => sum + distance(line[at]!, point), 0);

/** `count` places along the line, as far from each other on it, ends included. */
export function placesAlong(line: readonly Point[], count: number): Point[] {
  const step = lineLength(line) / (count - 1);
  const places: Point[] = [line[0]!];
  let left = step;
  for (let at = 1; at < line.length; at++) {
    const [from, to] = [line[at - 1]!, line[at]!];
    const length = distance(from, to);
    let gone = 0;
    while (length - gone >= left && places.length < count - 1) {
      gone += left;
      left = step;
      places.push(between(from, to, length > 0 ? gone / length : 0));
    }
    left -= length - gone;
  }
  while (places.length < count) places.push(line.at(-1)!);
  return places;
}

const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** The place of the line that is nearest to a point. `isEnd`: it is the line's first or last vertex. */
export function nearestOnLine(point: Point, line: readonly Point[]): { place: Point; away: number; isEnd: boolean } {
  let best = { place: line[0]!, away: distance(point, line[0]!), isEnd: true };
  for (let at = 1; at < line.length; at++) {
    const [a, b] = [line[at - 1]!, line[at]!];
    const squared = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const share = squared > 0 ? ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / squared : 0;
    const place = between(a, b, Math.min(1, Math.max(0, share)));
    const away = distance(point, place);
    const isEnd = (at === 1 && share <= 0) || (at === line.length - 1 && share >= 1);
    if (away < best.away) best = { place, away, isEnd };
  }
  return best;
}

/** Places at which two lines are held against each other. */
const COMPARED = 24;

/** Mean distance from each line to the other, pixels: the larger of the two. */
export function linesApart(one: readonly Point[], other: readonly Point[]): number {
  const from = (a: readonly Point[], b: readonly Point[]) =>
    placesAlong(a, COMPARED).reduce((sum, place) => sum + nearestOnLine(place, b).away, 0) / COMPARED;
  return Math.max(from(one, other), from(other, one));
}

/** The line without the vertices that lie within `tolerance` pixels of it (Douglas and Peucker, 1973). */
export function simplifyLine(line: readonly Point[], tolerance: number): Point[] {
  if (line.length < 3) return [...line];
  const ends = [line[0]!, line.at(-1)!];
  let [farthest, most] = [0, tolerance];
  for (let at = 1; at < line.length - 1; at++) {
    const { away } = nearestOnLine(line[at]!, ends);
    if (away > most) [farthest, most] = [at, away];
  }
  if (farthest === 0) return ends;
  return [
    ...simplifyLine(line.slice(0, farthest + 1), tolerance).slice(0, -1),
    ...simplifyLine(line.slice(farthest), tolerance),
  ];
}
