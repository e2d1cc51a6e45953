import type { ImageProblem } from '../image-structure.ts';
import { BrokenScan } from './bit-reader.ts';
import { readCoefficients } from './read-coefficients.ts';
import { turnCoefficients } from './turn-coefficients.ts';
import { writeCoefficients } from './write-coefficients.ts';

const DAMAGED: ImageProblem = {
  code: 'damaged-jpeg',
  reason: 'the JPEG lies on its side and its pixels do not decode; copy or export it again',
};
const TOO_SMALL: ImageProblem = {
  code: 'too-small-to-turn',
  reason:
    'the JPEG says that it lies on its side, but is too small to be turned without loss; turn it upright and drop that',
};

/**
 * The upright photo, so that every reader agrees on where its pixels are, whether it heeds EXIF or not. Nothing is
 * coded anew: same coefficients, same quality. EXIF data (place, time, camera) stay behind.
 * @param bytes a file that `readJpegStructure` found complete
 * @param orientation EXIF, 2..8
 */
export function turnJpeg(bytes: Uint8Array, orientation: number): Uint8Array | ImageProblem {
  try {
    const turned = turnCoefficients(readCoefficients(bytes), orientation);
    if (!turned) return TOO_SMALL;
    return writeCoefficients(turned) ?? DAMAGED;
  } catch (error) {
    if (error instanceof BrokenScan) return DAMAGED;
    throw error;
  }
}
