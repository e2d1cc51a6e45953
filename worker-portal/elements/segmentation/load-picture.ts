import type { Size } from '../viewport.ts';
import type { GivenMask } from './mask-answer.ts';

/**
 * The pixels of a given mask's picture, at the size of the image it belongs to. Its server must allow reading (CORS).
 * @throws when it cannot be loaded or read
 */
export async function loadPicture(picture: GivenMask['picture'], { width, height }: Size): Promise<Uint8ClampedArray> {
  const source = 'url' in picture ? await loadImage(picture.url) : await decodeBase64(picture.pngBase64);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = url;
  await image.decode();
  return image;
}

/** Not by a `data:` address, which a page's security policy may forbid. */
function decodeBase64(text: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const blob = new Blob([bytes], { type: 'image/png' });
  return createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
}
