import type { BoxAnnotation } from '../../../shared/contracts/manifest-line.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { type Axis, augmentPicture, type Flip, type View } from '../../images/augmentation.ts';
import type { ShownObjects } from '../../images/symmetry.ts';
import type { Counted } from '../../network/trainer.ts';
import type { Random } from '../../onnx/random.ts';

export interface Example extends ShownObjects, Counted {
  /** Ids of the labels that nobody looked for. */
  unchecked?: readonly number[];
}

/** At least this share of a box and this many pixels a side must be left in the frame. */
const MINIMUM_SHARE = 0.35;
const MINIMUM_SIDE = 3;

/** Shows the example as `augmentPicture` does, and returns the boxes that are still visible in the frame. */
export function augment(
  example: Example,
  frame: ImageSize,
  flip: Flip,
  random: Random,
  target: Uint8Array,
  cropping = 1,
): BoxAnnotation[] {
  return visibleBoxes(example.boxes, augmentPicture(example, frame, flip, random, target, cropping), frame);
}

/** The boxes that a view of the picture shows, in pixels of the frame. */
export function visibleBoxes(boxes: readonly BoxAnnotation[], { x, y }: View, frame: ImageSize): BoxAnnotation[] {
  return boxes.flatMap((box) => {
    const horizontal = visible(box.left, box.width, x, frame.width);
    const vertical = visible(box.top, box.height, y, frame.height);
    if (Math.min(horizontal.size, vertical.size) < MINIMUM_SIDE) return [];
    if (horizontal.share * vertical.share < MINIMUM_SHARE) return [];
    const { class_id } = box;
    return [{ class_id, left: horizontal.start, top: vertical.start, width: horizontal.size, height: vertical.size }];
  });
}

/** The part of `[start, start + size]` of the source that lies inside the target. */
function visible(start: number, size: number, { scale, shift }: Axis, limit: number) {
  const ends = [(start - shift) / scale, (start + size - shift) / scale];
  const low = Math.max(0, Math.min(...ends));
  const high = Math.min(limit, Math.max(...ends));
  return { start: low, size: high - low, share: (high - low) / Math.abs(size / scale) };
}
