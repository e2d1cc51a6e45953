import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { acceptImage } from '../../shared/domain/images/accept-image.ts';
import { type ImageProblem, isProblem } from '../../shared/domain/images/image-structure.ts';
import { uprightImage } from '../../shared/domain/images/upright-image.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { sha256 } from '../../shared/sha256.ts';
import type { UprightFile } from './import-line.ts';

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
