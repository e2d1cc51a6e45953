import type { ImageSize } from './image-size.ts';

/**
 * The part of a ring that is on the image; where it leaves the image it follows the edge.
 * @param ring x1, y1, x2, y2, … in pixels
 * @returns empty when nothing of it is
 * @see Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17 (1974)
 */
export function clipRing(ring: readonly number[], { width, height }: ImageSize): number[] {
  const edges: Array<[axis: 0 | 1, limit: number, side: 1 | -1]> = [
    [0, 0, 1],
    [0, width, -1],
    [1, 0, 1],
    [1, height, -1],
  ];
  return edges.reduce<number[]>((left, edge) => clipAt(left, ...edge), [...ring]);
}

/** @param side 1: what is beyond the limit stays; -1: what is before it */
function clipAt(ring: readonly number[], axis: 0 | 1, limit: number, side: 1 | -1): number[] {
  const kept: number[] = [];
  const isInside = (at: number) => (ring[at + axis]! - limit) * side >= 0;
  for (let at = 0; at < ring.length; at += 2) {
    const before = (at + ring.length - 2) % ring.length;
    if (isInside(at) !== isInside(before)) {
      const share = (limit - ring[before + axis]!) / (ring[at + axis]! - ring[before + axis]!);
      const crossing = [0, 1].map((each) => ring[before + each]! + share * (ring[at + each]! - ring[before + each]!));
      crossing[axis] = limit;
      kept.push(...crossing);
    }
    if (isInside(at)) kept.push(ring[at]!, ring[at + 1]!);
  }
  return kept;
}
