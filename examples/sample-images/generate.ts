import sharp from 'sharp';
import { photograph } from './camera.ts';
import { randomChoices } from './random-choices.ts';
import { IMAGE_HEIGHT, IMAGE_WIDTH, RANGES, type SampleSet } from './ranges.ts';
import { composeScene, type LabeledBox } from './scene.ts';

export interface SampleImage {
  fileName: string;
  /** JPEG. */
  bytes: Uint8Array;
  width: number;
  height: number;
  truth: LabeledBox[];
}

/** Which images: image `first + i` of a seed and set is always the same, whatever `count`. */
export interface SampleRequest {
  seed: number;
  set: SampleSet;
  count: number;
  first?: number;
}

/** Draws photograph-like scenes with logos, and their exact truth. The same request gives the same bytes. */
export async function generateSampleImages({ seed, set, count, first = 0 }: SampleRequest): Promise<SampleImage[]> {
  const images: SampleImage[] = [];
  for (let index = first; index < first + count; index++) images.push(await sampleImage(seed, set, index));
  return images;
}

/** e.g. `shop-0007.jpg` */
export const sampleFileName = (set: SampleSet, index: number) =>
  `${set === 'drop' ? 'shop' : 'street'}-${String(index).padStart(4, '0')}.jpg`;

async function sampleImage(seed: number, set: SampleSet, index: number): Promise<SampleImage> {
  const random = randomChoices(`${seed}/${set}/${index}`);
  const { canvas, truth } = composeScene(set, random);
  const pixels = photograph(canvas, random);
  const bytes = await sharp(pixels, { raw: { width: IMAGE_WIDTH, height: IMAGE_HEIGHT, channels: 3 } })
    .jpeg({ quality: random.integer(RANGES.jpegQuality) })
    .toBuffer();
  return {
    fileName: sampleFileName(set, index),
    bytes,
    width: IMAGE_WIDTH,
    height: IMAGE_HEIGHT,
    truth,
  };
}
