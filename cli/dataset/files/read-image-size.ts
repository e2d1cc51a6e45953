import sharp from 'sharp';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';

/** Pixels of an image as people see it (upright); undefined when it cannot be read. */
export async function imageSizeOf(bytes: Uint8Array): Promise<ImageSize | undefined> {
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    return undefined;
  }
}
