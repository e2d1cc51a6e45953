import sharp from 'sharp';
import type { KnownImage } from '../../local-cloud/simulated-workforce/draw-boxes.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { sha256 } from '../../shared/sha256.ts';

const WIDTH = 96;
const HEIGHT = 96;
const COLOURS = { red: [220, 40, 30], blue: [30, 60, 220] } as const;
type Label = keyof typeof COLOURS;

export const LABELS: Label[] = ['red', 'blue'];

export interface Picture {
  name: string;
  bytes: Buffer;
  sha256: string;
  truth: KnownImage;
}

/**
 * Two squares, a red one on the left and a blue one on the right, on grey noise; each number has a picture of its own.
 */
async function picture(number: number): Promise<Picture> {
  const random = seededRandom(number + 1);
  const between = (low: number, high: number) => Math.floor(low + (high - low) * random());
  const boxes = LABELS.map((label, index) => {
    const side = between(18, 34);
    return {
      label,
      left: index * 48 + between(2, 46 - side),
      top: between(2, HEIGHT - side - 2),
      width: side,
      height: side,
    };
  });
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let at = 0; at < pixels.length; at += 3) pixels.fill(between(90, 160), at, at + 3);
  for (const { label, left, top, width, height } of boxes)
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++) pixels.set(COLOURS[label], (y * WIDTH + x) * 3);
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
  const bytes = await sharp(pixels, { raw }).jpeg({ quality: 92 }).toBuffer();
  return {
    name: `square-${number}.jpg`,
    bytes,
    sha256: sha256(bytes),
    truth: { width: WIDTH, height: HEIGHT, boxes },
  };
}

/** `count` pictures from number `first` on. */
export const pictures = (first: number, count: number): Promise<Picture[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => picture(first + index)));
