/**
 * The smallest turned rectangle around the points, four corners one after another (rotating calipers: one of its sides
 * lies on an edge of the convex hull).
 * @param numbers x1, y1, x2, y2, …
 */
export function turnedBox(numbers: readonly number[]): number[] {
  const hull = convexHull(numbers);
  let [best, least] = [[] as number[], Infinity];
  for (const [at, [x, y]] of hull.entries()) {
    const [nextX, nextY] = hull[(at + 1) % hull.length]!;
    const length = Math.hypot(nextX - x, nextY - y);
    const [cos, sin] = length > 0 ? [(nextX - x) / length, (nextY - y) / length] : [1, 0];
    const along = hull.map(([px, py]) => px * cos + py * sin);
    const across = hull.map(([px, py]) => py * cos - px * sin);
    const [u0, u1, v0, v1] = [Math.min(...along), Math.max(...along), Math.min(...across), Math.max(...across)];
    const area = (u1 - u0) * (v1 - v0);
    if (area >= least) continue;
    least = area;
    best = [u0, v0, u1, v0, u1, v1, u0, v1].map((value, index, corners) =>
      index % 2 ? corners[index - 1]! * sin + value * cos : value * cos - corners[index + 1]! * sin,
    );
  }
  return best;
}

/** Whether a ring is a rectangle, turned or not, to within a thousandth of its size. */
export function isTurnedBox(ring: readonly number[]): boolean {
  if (ring.length !== 8) return false;
  const [ax, ay, bx, by, cx, cy, dx, dy] = ring as [number, number, number, number, number, number, number, number];
  const size = Math.hypot(cx - ax, cy - ay);
  const isParallel = Math.hypot(bx - ax - (cx - dx), by - ay - (cy - dy)) <= size / 1000;
  return isParallel && Math.abs(Math.hypot(cx - ax, cy - ay) - Math.hypot(dx - bx, dy - by)) <= size / 1000;
}

/** Andrew's monotone chain. */
function convexHull(numbers: readonly number[]): Array<[number, number]> {
  const points = Array.from({ length: numbers.length / 2 }, (_, at): [number, number] => [
    numbers[2 * at]!,
    numbers[2 * at + 1]!,
  ]).sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const chain = (ordered: ReadonlyArray<[number, number]>) => {
    const side: Array<[number, number]> = [];
    for (const point of ordered) {
      while (side.length > 1 && turn(side.at(-2)!, side.at(-1)!, point) <= 0) side.pop();
      side.push(point);
    }
    return side.slice(0, -1);
  };
  const hull = [...chain(points), ...chain(points.toReversed())];
  return hull.length > 0 ? hull : points.slice(0, 1);
}

const turn = ([ax, ay]: [number, number], [bx, by]: [number, number], [cx, cy]: [number, number]) =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
