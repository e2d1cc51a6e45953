import { isProblem } from './image-structure.ts';
import { PNG_SIGNATURE, type PngCoding, readPngStructure } from './png-structure.ts';

/**
 * Why the file is no mask of the image, for people; undefined when it is a whole PNG of the image's size. Looks at no
 * pixel.
 */
export function maskProblem(
  bytes: Uint8Array,
  image: { width: number; height: number },
  coding: PngCoding,
): string | undefined {
  if (!PNG_SIGNATURE.every((value, at) => bytes[at] === value)) return 'it is not a PNG';
  const mask = readPngStructure(bytes, coding);
  if (isProblem(mask)) return mask.reason;
  return mask.width === image.width && mask.height === image.height
    ? undefined
    : `it has ${mask.width} x ${mask.height} pixels, the image ${image.width} x ${image.height}`;
}
