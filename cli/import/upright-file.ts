import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { acceptImage } from '../../shared/domain/images/accept-image.ts';
import { type ImageProblem, isProblem } from '../../shared/domain/images/image-structure.ts';
import { uprightImage } from '../../shared/domain/images/upright-image.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { sha256 } from '../../shared/sha256.ts';

/** An image as the pipeline will have it. */
export interface UprightFile extends ImageSize {
  sha256: string;
  imageKey: string;
  channels: number;
  /** Pixels as the file stores them, before it is turned. */
  stored: ImageSize;
  /** EXIF, 1..8; 1 = nothing is turned. */
  orientation: number;
}

/** Which picture the boxes were drawn on: the pixels as the file stores them, or as people see them. */
export type DrawnOn = 'stored' | 'upright';

/**
 * Which picture the size that comes with a label tells; `either`: the picture is turned and no size tells; undefined:
 * the size is another image's.
 */
export function drawnOn({ width, height }: Partial<ImageSize>, image: UprightFile): DrawnOn | 'either' | undefined {
  const isOf = (size: ImageSize) => width === undefined || (width === size.width && height === size.height);
  if (image.orientation === 1) return isOf(image) ? 'upright' : undefined;
  if (isOf(image) && isOf(image.stored)) return 'either';
  return isOf(image) ? 'upright' : isOf(image.stored) ? 'stored' : undefined;
}

/** What the pipeline will make of the file: the name of its upright bytes, or why it is no image. */
export async function foreseeImage(project: string, path: string): Promise<UprightFile | ImageProblem> {
  const bytes = await readFile(path);
  const found = acceptImage(bytes, { crc32 });
  if (isProblem(found)) return found;
  const upright = found.orientation === 1 ? { bytes, structure: found } : uprightImage(bytes, found, { crc32 });
  if (isProblem(upright)) return upright;
  const { format, width, height, channels } = upright.structure;
  const hash = sha256(upright.bytes);
  return {
    sha256: hash,
    imageKey: projectKeys(project).image(hash, format === 'jpeg' ? 'jpg' : 'png'),
    width,
    height,
    channels,
    stored: { width: found.width, height: found.height },
    // A PNG is not turned, it only loses what says so.
    orientation: format === 'jpeg' ? found.orientation : 1,
  };
}
