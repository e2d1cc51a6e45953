import sharp from 'sharp';
import type { Size } from '../../../shared/domain/dataset/formats/format.ts';

/** Pixels of an image as people see it (upright); undefined when it cannot be read. */
export async function imageSizeOf(bytes: Uint8Array): Promise<Size | undefined> {
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    return undefined;
  }
}
