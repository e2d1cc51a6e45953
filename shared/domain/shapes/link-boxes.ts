import { type BoundingBox, intersectionOverUnion } from './bounding-box.ts';

/** Boxes of one object, by the frame that each is at. */
export interface LinkedBoxes<Box> {
  label: string;
  boxes: Array<{ frame: number; box: Box }>;
}

/** Boxes nearer than this many of their own sizes may be one object that moved fast. */
const NEAR = 1.5;

/**
 * Boxes of successive frames -> objects: each box goes on with the nearest one of its label in the frame before, the
 * best pairs first.
 */
export function linkBoxes<Box extends BoundingBox & { label: string }>(
  frames: ReadonlyArray<readonly Box[]>,
): Array<LinkedBoxes<Box>> {
  const linked: Array<LinkedBoxes<Box>> = [];
  for (const [frame, boxes] of frames.entries()) {
    const before = linked.filter((each) => each.boxes.at(-1)!.frame === frame - 1);
    const pairs = boxes.flatMap((box) =>
      before.flatMap((object) => {
        const nearness = object.label === box.label ? nearnessOf(object.boxes.at(-1)!.box, box) : 0;
        return nearness > 0 ? [{ box, object, nearness }] : [];
      }),
    );
    const left = new Set(boxes);
    const taken = new Set<LinkedBoxes<Box>>();
    for (const { box, object } of pairs.sort((a, b) => b.nearness - a.nearness)) {
      if (!left.has(box) || taken.has(object)) continue;
      left.delete(box);
      taken.add(object);
      object.boxes.push({ frame, box });
    }
    for (const box of left) linked.push({ label: box.label, boxes: [{ frame, box }] });
  }
  return linked;
}

/** Overlap and a little for being near; 0 for boxes that are far apart. */
function nearnessOf(a: BoundingBox, b: BoundingBox): number {
  const distance = Math.hypot(a.left + a.width / 2 - b.left - b.width / 2, a.top + a.height / 2 - b.top - b.height / 2);
  const size = Math.sqrt(Math.max(1, a.width * a.height));
  return intersectionOverUnion(a, b) + Math.max(0, 1 - distance / (NEAR * size));
}
