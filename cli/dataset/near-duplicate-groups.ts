import sharp from 'sharp';
import { type LookHash, lookAlikes, lookHash } from '../../shared/domain/dataset/reports/near-duplicates.ts';
import { inParallel } from '../../shared/in-parallel.ts';

const PARALLEL = 4;

/**
 * Groups of images that look alike.
 * @returns the group of each image, and how many images could not be looked at
 */
export async function groupByLook(
  images: readonly string[],
  bytes: (ref: string) => Promise<Uint8Array | undefined>,
): Promise<{ groups: number[]; unseen: number }> {
  const hashes = await inParallel(images, PARALLEL, async (image): Promise<LookHash | undefined> => {
    const file = await bytes(image);
    if (!file) return undefined;
    try {
      const small = sharp(file).autoOrient().greyscale().resize(9, 8, { fit: 'fill' });
      return lookHash(await small.raw().toBuffer());
    } catch {
      return undefined;
    }
  });
  return { groups: lookAlikes(hashes), unseen: hashes.filter((hash) => hash === undefined).length };
}
