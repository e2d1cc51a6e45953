import type { Prediction } from '../../contracts/training.ts';
import { intersectionOverUnion } from '../shapes/bounding-box.ts';

/** Boxes under this confidence may come and go with the last bit of a float: they are not expected. */
const EXPECTED_CONFIDENCE = 0.5;
const ANSWERED_CONFIDENCE = 0.3;
/** Other CPU types and other JPEG decoders move a box by less than this. */
const SAME_BOX_IOU = 0.8;

/** The boxes that a model must find again on the endpoint. */
export const expectedBoxes = (predictions: readonly Prediction[]) =>
  predictions.filter((box) => box.confidence >= EXPECTED_CONFIDENCE);

/** How many of `expected` the endpoint answered: same label, same place, each answered box used once. */
export function countMatches(expected: readonly Prediction[], answered: readonly Prediction[]): number {
  const free = answered.filter((box) => box.confidence >= ANSWERED_CONFIDENCE);
  return expected.filter((box) => {
    const match = free.findIndex(
      (other) => other.class_id === box.class_id && intersectionOverUnion(other, box) >= SAME_BOX_IOU,
    );
    if (match >= 0) free.splice(match, 1);
    return match >= 0;
  }).length;
}
