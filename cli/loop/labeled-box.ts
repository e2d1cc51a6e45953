import type { ImageRecord } from '../../shared/domain/dataset/image-record.ts';
import type { BoundingBox } from '../../shared/domain/shapes/bounding-box.ts';

/** What is really on an image: a box in pixels and its label's name. */
export interface TrueBox extends BoundingBox {
  label: string;
}

/** Boxes thinner than this are slips of the annotator, not objects. */
const MINIMUM_SIDE = 2;

/** The single objects of a record. Crowd regions are none. */
export const trueBoxes = ({ shapes }: ImageRecord): TrueBox[] =>
  shapes
    .filter(({ width, height, extra }) => width >= MINIMUM_SIDE && height >= MINIMUM_SIDE && !extra?.iscrowd)
    .map(({ label, left, top, width, height }) => ({ label, left, top, width, height }));
