import sharp from 'sharp';
import { boxOverlay, type OverlaidBox, type OverlayStyle } from './box-overlay.ts';

/** One layer of boxes with its style (its scale follows from the picture). */
export interface BoxLayer {
  boxes: readonly OverlaidBox[];
  style?: Omit<OverlayStyle, 'scale'>;
}

export interface AnnotatedImage {
  png: Buffer;
  width: number;
  height: number;
}

/** A label is some 80 pixels long; on a smaller picture it would cover what it names. */
const SMALLEST_SIDE = 200;

/**
 * Draws boxes over an image.
 * @param targetWidth width of the result in pixels; without it the image's own, or a multiple of it where that is small
 */
export async function annotateImage(
  image: Uint8Array,
  layers: readonly BoxLayer[],
  targetWidth?: number,
): Promise<AnnotatedImage> {
  const upright = sharp(image).autoOrient();
  const { autoOrient } = await upright.metadata();
  const times = Math.ceil(SMALLEST_SIDE / Math.min(autoOrient.width, autoOrient.height));
  const width = targetWidth ?? autoOrient.width * Math.max(1, times);
  const scale = width / autoOrient.width;
  const height = Math.round(autoOrient.height * scale);
  const overlay = layers.map(({ boxes, style }) => boxOverlay(boxes, { width, height }, { ...style, scale })).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${overlay}</svg>`;
  const png = await upright
    .resize(width, height, { kernel: 'lanczos3' })
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
  return { png, width, height };
}
