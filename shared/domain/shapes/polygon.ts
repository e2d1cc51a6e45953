import type { BoundingBox } from './bounding-box.ts';

/** The box around the rings. */
export function ringsBox(rings: readonly number[][]): BoundingBox {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = 0; at + 1 < ring.length; at += 2) {
      left = Math.min(left, ring[at]!);
      right = Math.max(right, ring[at]!);
      top = Math.min(top, ring[at + 1]!);
      bottom = Math.max(bottom, ring[at + 1]!);
    }
  }
  return left > right
    ? { left: 0, top: 0, width: 0, height: 0 }
    : { left, top, width: right - left, height: bottom - top };
}

/** Square pixels inside the ring; negative where it goes round against the clock (shoelace formula, y downwards). */
export function signedArea(ring: readonly number[]): number {
  let twice = 0;
  for (let at = 0; at + 1 < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    twice += ring[at]! * ring[next + 1]! - ring[next]! * ring[at + 1]!;
  }
  return twice / 2;
}

/** Square pixels inside the rings, which do not overlap. */
export const ringsArea = (rings: readonly number[][]) =>
  rings.reduce((sum, ring) => sum + Math.abs(signedArea(ring)), 0);
