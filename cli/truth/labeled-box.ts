import type { BoundingBox } from '../../shared/domain/bounding-box.ts';

/** What is really on an image: a box in pixels and its label's name. */
export interface TrueBox extends BoundingBox {
  label: string;
}

/** Boxes thinner than this are slips of the annotator, not objects. */
export const MINIMUM_SIDE = 2;
