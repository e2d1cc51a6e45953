/** A rectangle in pixels; origin at the image's left top corner, y downwards. */
export interface BoundingBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Square pixels. */
export const area = (box: BoundingBox) => Math.max(0, box.width) * Math.max(0, box.height);

/** Square pixels covered by both. */
export function intersectionArea(a: BoundingBox, b: BoundingBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0..1; 0 when both are empty. */
export function intersectionOverUnion(a: BoundingBox, b: BoundingBox): number {
  const intersection = intersectionArea(a, b);
  const union = area(a) + area(b) - intersection;
  return union > 0 ? intersection / union : 0;
}

/**
 * The part of the box inside an image of `width` x `height`; undefined when nothing of at least `minimum` pixels a side
 * is left.
 */
export function clampToImage(box: BoundingBox, width: number, height: number, minimum = 1): BoundingBox | undefined {
  const left = Math.min(Math.max(box.left, 0), width);
  const top = Math.min(Math.max(box.top, 0), height);
  const right = Math.min(Math.max(box.left + box.width, 0), width);
  const bottom = Math.min(Math.max(box.top + box.height, 0), height);
  if (!(right - left >= minimum && bottom - top >= minimum)) return undefined;
  return { left, top, width: right - left, height: bottom - top };
}

/** The box that overlaps `box` most, by an intersection over union of at least `threshold`. */
export function closestBox<Box extends BoundingBox>(
  box: BoundingBox,
  boxes: readonly Box[],
  threshold: number,
): Box | undefined {
  let best: Box | undefined;
  let bestOverlap = threshold;
  for (const other of boxes) {
    const overlap = intersectionOverUnion(box, other);
    if (overlap >= bestOverlap) {
      best = other;
      bestOverlap = overlap;
    }
  }
  return best;
}
