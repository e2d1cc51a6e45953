import type { Point } from '../../../shared/domain/shapes/point.ts';
import { clipToMask, type LabelMask, type Rectangle } from './label-mask.ts';

/**
 * Gives `label` to every pixel whose centre lies inside the polygon (even-odd rule), row by row.
 * @param vertices in pixels of the image, three or more; the last joins the first
 * @returns the rows and columns looked at; undefined when the polygon misses the image
 */
export function fillOutline(mask: LabelMask, vertices: readonly Point[], label: number): Rectangle | undefined {
  if (vertices.length < 3) return undefined;
  const xs = vertices.map(({ x }) => x);
  const ys = vertices.map(({ y }) => y);
  const area = clipToMask(mask, { x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) });
  if (!area) return undefined;
  for (let y = area.top; y < area.top + area.height; y++) {
    const crossings = crossingsAt(vertices, y + 0.5);
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const first = Math.max(0, Math.ceil(crossings[at]! - 0.5));
      const end = Math.min(mask.width, Math.ceil(crossings[at + 1]! - 0.5));
      if (end > first) mask.pixels.fill(label, y * mask.width + first, y * mask.width + end);
    }
  }
  return area;
}

function crossingsAt(vertices: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  vertices.forEach((end, at) => {
    const start = vertices.at(at - 1)!;
    if (start.y > y !== end.y > y) crossings.push(start.x + ((y - start.y) / (end.y - start.y)) * (end.x - start.x));
  });
  return crossings.sort((one, other) => one - other);
}
