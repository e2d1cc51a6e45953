import type { ObjectPose } from './pose.ts';

const tenths = (value: number) => Math.round(value * 10) / 10;

/**
 * The key points of an object as an SVG path in pixels of the image: a line for each edge, a circle for each point,
 * half of one where it is hidden.
 * @param radius of the circles
 */
export function posePath({ schema, points }: ObjectPose, radius: number): string {
  const places = new Map(points.map((point) => [point.index, point]));
  const lines = schema.edges.flatMap(([from, to]) => {
    const [a, b] = [places.get(from), places.get(to)];
    return a && b ? [`M${tenths(a.x)} ${tenths(a.y)}L${tenths(b.x)} ${tenths(b.y)}`] : [];
  });
  const r = tenths(radius);
  const dots = points.map(({ x, y, isVisible }) => {
    const half = `M${tenths(x - r)} ${tenths(y)}a${r} ${r} 0 1 0 ${2 * r} 0`;
    return isVisible ? `${half}a${r} ${r} 0 1 0 ${-2 * r} 0` : half;
  });
  return [...lines, ...dots].join('');
}
