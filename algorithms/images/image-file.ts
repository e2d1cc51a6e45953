import sharp from 'sharp';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { fitInside } from './frame.ts';

/** RGB bytes of an upright image, scaled to fit a frame. */
export interface ScaledImage extends ImageSize {
  pixels: Uint8Array;
  /** The size of the upright image in the file. */
  original: ImageSize;
}

/**
 * Reads a JPEG or PNG file, given by path or content.
 * @throws InvalidDocumentError when it is something else, truncated or broken
 */
export async function readImage(file: string | Uint8Array, frame: ImageSize): Promise<ScaledImage> {
  try {
    const image = sharp(file);
    const { format, width, height, orientation = 1 } = await image.metadata();
    if (format !== 'jpeg' && format !== 'png') throw new Error(`it is ${format}, not JPEG or PNG`);
    const original = orientation >= 5 ? { width: height, height: width } : { width, height };
    const inside = fitInside(original, frame);
    const pixels = await image
      .autoOrient()
      .resize(inside.width, inside.height, { fit: 'fill' })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    return { ...inside, pixels, original };
  } catch (cause) {
    const what = typeof file === 'string' ? file : 'the image';
    throw new InvalidDocumentError(`${what} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The image in the left top corner of a frame, the rest grey; written to `frame.width * frame.height * 3` bytes. */
export function placeInFrame(image: ScaledImage, frame: ImageSize, target: Uint8Array) {
  target.fill(GREY);
  for (let row = 0; row < image.height; row++)
    target.set(image.pixels.subarray(row * image.width * 3, (row + 1) * image.width * 3), row * frame.width * 3);
}

/** Bytes of pixels outside of the image. */
export const GREY = 128;
