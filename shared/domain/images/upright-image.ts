import { TURN_MAX_PIXELS } from '../batches/limits.ts';
import { acceptImage } from './accept-image.ts';
import { type ImageProblem, type ImageStructure, isProblem } from './image-structure.ts';
import { turnJpeg } from './jpeg/turn-jpeg.ts';
import { type PngCoding, withoutExif } from './png-structure.ts';

/** An image whose bytes need no EXIF to be seen as they are meant. */
export interface UprightImage {
  bytes: Uint8Array;
  structure: ImageStructure;
}

/**
 * Makes an accepted image with an EXIF orientation one without. Readers differ on whether they heed it, and boxes drawn
 * on the one view are wrong on the other. A JPEG is turned; a PNG, whose EXIF hardly any reader heeds, only loses it.
 */
export function uprightImage(
  bytes: Uint8Array,
  structure: ImageStructure,
  coding: PngCoding,
): UprightImage | ImageProblem {
  const { format, width, height, orientation } = structure;
  if (format === 'png') return { bytes: withoutExif(bytes), structure: { ...structure, orientation: 1 } };
  if (width * height > TURN_MAX_PIXELS)
    return {
      code: 'too-many-pixels-to-turn',
      reason: `the photo lies on its side (EXIF) and has ${(width * height) / 1e6} million pixels; up to ${TURN_MAX_PIXELS / 1e6} million are turned: turn it upright and drop that`,
    };
  const turned = turnJpeg(bytes, orientation);
  if (isProblem(turned)) return turned;
  const found = acceptImage(turned, coding);
  return isProblem(found) ? found : { bytes: turned, structure: found };
}
