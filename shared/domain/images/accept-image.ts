import { IMAGE_MAX_BYTES, IMAGE_MAX_PIXELS } from '../batches/limits.ts';
import { nameForeignFile } from './file-kind.ts';
import { type ImageProblem, type ImageStructure, isProblem } from './image-structure.ts';
import { readJpegStructure } from './jpeg-structure.ts';
import { PNG_SIGNATURE, type PngCoding, readPngStructure } from './png-structure.ts';

/** Why a file of this many bytes need not even be read; undefined when it may be an image. */
export function sizeProblem(bytes: number): ImageProblem | undefined {
  if (bytes === 0) return { code: 'empty', reason: 'the file has 0 bytes; the upload probably failed: drop it again' };
  if (bytes > IMAGE_MAX_BYTES)
    return {
      code: 'too-many-bytes',
      reason: `the file has ${(bytes / 1e6).toFixed(1)} MB, an image may have ${IMAGE_MAX_BYTES / 1e6} MB; save it smaller or as JPEG and drop that`,
    };
  return undefined;
}

function pixelProblem({ width, height }: ImageStructure): ImageProblem | undefined {
  if (width * height <= IMAGE_MAX_PIXELS) return undefined;
  return {
    code: 'too-many-pixels',
    reason: `the image has ${width} x ${height} pixels (${((width * height) / 1e6).toFixed(1)} million), ${IMAGE_MAX_PIXELS / 1e6} million are the limit; scale it down and drop that`,
  };
}

/**
 * Decides from a file's bytes, never from its name, whether it is an image to label: a complete JPEG or PNG within the
 * limits.
 */
export function acceptImage(bytes: Uint8Array, coding: PngCoding): ImageStructure | ImageProblem {
  const tooBigOrEmpty = sizeProblem(bytes.length);
  if (tooBigOrEmpty) return tooBigOrEmpty;
  const found =
    bytes[0] === 0xff && bytes[1] === 0xd8
      ? readJpegStructure(bytes)
      : PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)
        ? readPngStructure(bytes, coding)
        : nameForeignFile(bytes);
  return isProblem(found) ? found : (pixelProblem(found) ?? found);
}
