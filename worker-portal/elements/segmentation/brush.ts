import type { Point } from '../../../shared/domain/shapes/point.ts';
import { clipToMask, type LabelMask, type Rectangle } from './label-mask.ts';

/**
 * Gives `label` to every pixel whose centre is within `radius` of the line from `from` to `to`: a round brush moved
 * straight. Exact, so never a colour between two labels at the rim, as a canvas's antialiased stroke has.
 * @param radius in pixels of the image
 * @returns the pixels looked at; undefined when the stroke misses the image
 */
export function paintStroke(
  mask: LabelMask,
  from: Point,
  to: Point,
  radius: number,
  label: number,
): Rectangle | undefined {
  const area = clipToMask(
    mask,
    { x: Math.min(from.x, to.x) - radius, y: Math.min(from.y, to.y) - radius },
    { x: Math.max(from.x, to.x) + radius, y: Math.max(from.y, to.y) + radius },
  );
  if (!area) return undefined;
  const along = { x: to.x - from.x, y: to.y - from.y };
  const lengthSquared = along.x ** 2 + along.y ** 2 || 1;
  for (let y = area.top; y < area.top + area.height; y++) {
    for (let x = area.left; x < area.left + area.width; x++) {
      const dx = x + 0.5 - from.x;
      const dy = y + 0.5 - from.y;
      const share = Math.max(0, Math.min(1, (dx * along.x + dy * along.y) / lengthSquared));
      const distanceSquared = (dx - share * along.x) ** 2 + (dy - share * along.y) ** 2;
      if (distanceSquared <= radius * radius) mask.pixels[y * mask.width + x] = label;
    }
  }
  return area;
}
