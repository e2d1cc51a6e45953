import type { BoundingBox } from '../shapes/bounding-box.ts';

/** Where an object is at a frame that somebody saw to; pixels, left/top origin. */
export interface Keyframe extends BoundingBox {
  /** From 0. */
  frame: number;
  /** From here to the next keyframe the object is not in the picture; the box is where it was last. */
  isOutside?: boolean | undefined;
  /** From here to the next keyframe something hides a part of it. */
  isOccluded?: boolean | undefined;
}

/** Values of a label category's attributes, by name. */
export type Attributes = Record<string, string | number>;

/** One object through a sequence of frames. */
export interface Track {
  label: string;
  objectId: string;
  /** `<label>:<number>`, as Ground Truth names objects. */
  objectName: string;
  attributes?: Attributes | undefined;
  /** By rising frame, each frame once, at least one. */
  keyframes: readonly Keyframe[];
}

/** Where a track is at one frame. */
export interface TrackBox extends BoundingBox {
  isOccluded: boolean;
}

/**
 * Where a track is at a frame: at a keyframe its box, between two on the line between them, after the last one where
 * that was.
 * @returns undefined before the first keyframe, and where the object is out of the picture
 */
export function boxAtFrame({ keyframes }: Pick<Track, 'keyframes'>, frame: number): TrackBox | undefined {
  const after = firstAfter(keyframes, frame);
  const from = keyframes[after - 1];
  if (!from || from.isOutside) return undefined;
  const to = keyframes[after];
  const share = to ? (frame - from.frame) / (to.frame - from.frame) : 0;
  const between = (side: keyof BoundingBox) => (to ? from[side] + (to[side] - from[side]) * share : from[side]);
  return {
    left: between('left'),
    top: between('top'),
    width: between('width'),
    height: between('height'),
    isOccluded: from.isOccluded === true,
  };
}

/** Index of the first keyframe later than a frame. */
function firstAfter(keyframes: readonly Keyframe[], frame: number): number {
  let low = 0;
  let high = keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyframes[middle]!.frame <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A box of a track at one frame. */
export type FrameBox = BoundingBox & { frame: number; isOccluded?: boolean | undefined };

/**
 * Few keyframes that give these boxes back: those that lie on the line between two others, to within a hundredth of a
 * pixel, are left out; gaps end with a keyframe that says so.
 * @param boxes by rising frame, each frame once
 * @param frameCount frames of the sequence: a track that ends before its last one ends with a keyframe too
 */
export function keyframesOf(boxes: readonly FrameBox[], frameCount: number): Keyframe[] {
  const keyframes: Keyframe[] = [];
  let from = 0;
  for (const [at, { frame, left, top, width, height, isOccluded }] of boxes.entries()) {
    const next = boxes[at + 1];
    const isFirst = boxes[at - 1]?.frame !== frame - 1;
    if (isFirst || !next || !isOneLine(boxes, from, at + 1)) {
      keyframes.push({ frame, left, top, width, height, ...(isOccluded && { isOccluded }) });
      from = at;
    }
    if (next?.frame === frame + 1 || frame + 1 >= frameCount) continue;
    if (keyframes.at(-1)!.frame !== frame) keyframes.push({ frame, left, top, width, height });
    keyframes.push({ frame: frame + 1, left, top, width, height, isOutside: true });
  }
  return keyframes;
}

const NEAR = 0.01;
const SIDES = ['left', 'top', 'width', 'height'] as const;

/** Whether the boxes from one index to another are at successive frames and on the line between these two. */
function isOneLine(boxes: readonly FrameBox[], first: number, last: number): boolean {
  const from = boxes[first]!;
  const to = boxes[last]!;
  if (to.frame - from.frame !== last - first) return false;
  const isOccluded = from.isOccluded === true;
  for (let at = first + 1; at <= last; at++) {
    const box = boxes[at]!;
    if ((box.isOccluded === true) !== isOccluded) return false;
    const share = (box.frame - from.frame) / (to.frame - from.frame);
    if (SIDES.some((side) => Math.abs(from[side] + (to[side] - from[side]) * share - box[side]) > NEAR)) return false;
  }
  return true;
}
