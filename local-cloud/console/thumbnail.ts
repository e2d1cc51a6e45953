import sharp from 'sharp';
import { readObject } from '../../shared/aws/s3.ts';
import { parseImageKey } from '../../shared/domain/project/bucket-keys.ts';
import { UnsupportedError } from '../../shared/errors.ts';

const LONGEST_SIDE = 560;

/**
 * A small JPEG of an accepted image.
 * @throws UnsupportedError for any other key: the console shows images and nothing else of the bucket
 * @throws ObjectMissingError
 */
export async function readThumbnail(bucket: string, key: string): Promise<Uint8Array> {
  const image = parseImageKey(key);
  if (!image || !key.startsWith('projects/'))
    throw new UnsupportedError(`the console shows accepted images (projects/<project>/images/…), not ${key}`);
  const { bytes } = await readObject(bucket, key);
  const small = { width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true } as const;
  return sharp(bytes).resize(small).jpeg({ quality: 78 }).toBuffer();
}
