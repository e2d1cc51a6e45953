import type { Size } from '../viewport.ts';
import type { Assistance } from './assistance.ts';
import { type Box, readBoxes, scaled } from './box-geometry.ts';

/** What crowd-bounding-box submits, spelled as Ground Truth spells it. */
export interface BoundingBoxAnswer {
  boundingBoxes: Box[];
  inputImageProperties: { height: number; width: number };
  /** Only with an `initial-value`. */
  initialValueModified?: boolean;
  /** Only where a model helped (an addition of ours). */
  assistance?: Assistance;
}

/** A box as Ground Truth submits one, in its order of members. */
export const boxOnly = ({ height, label, left, top, width }: Box): Box => ({ height, label, left, top, width });

/** The boxes of an answer about this image. */
export function boxesIn(answer: unknown, image: Size): Box[] {
  const { boundingBoxes } = (answer ?? {}) as { boundingBoxes?: unknown };
  return readBoxes(boundingBoxes, image).map(boxOnly);
}

/** The boxes of another image's answer, at the same places of this one. */
export function scaledBoxes(answer: unknown, image: Size): Box[] {
  const { boundingBoxes, inputImageProperties: from } = (answer ?? {}) as Partial<BoundingBoxAnswer>;
  if (!from?.width || !from.height) return [];
  return readBoxes(boundingBoxes, from).map((box) => scaled(boxOnly(box), from, image));
}
