import type { BoundingBox } from './bounding-box.ts';
import type { ImageSize } from './image-size.ts';

/** Whether turning upright makes columns of rows. */
const liesOnItsSide = (orientation: number) => orientation >= 5;

/** Size of the picture as people see it. @param orientation EXIF, 1..8 */
export const uprightSize = ({ width, height }: ImageSize, orientation: number): ImageSize =>
  liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };

/**
 * A box on the stored pixels -> the same box on the picture as people see it.
 * @param stored pixels of the image as stored
 * @param orientation EXIF, 1..8: where the stored picture's first row and first column belong
 * @see CIPA DC-008, tag 0x0112
 */
export function turnBox(
  { left, top, width, height }: BoundingBox,
  stored: ImageSize,
  orientation: number,
): BoundingBox {
  const fromRight = stored.width - left - width;
  const fromBottom = stored.height - top - height;
  const x = [2, 3, 7, 8].includes(orientation) ? fromRight : left;
  const y = [3, 4, 6, 7].includes(orientation) ? fromBottom : top;
  return liesOnItsSide(orientation)
    ? { left: y, top: x, width: height, height: width }
    : { left: x, top: y, width, height };
}
