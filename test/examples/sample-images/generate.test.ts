import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { generateSampleImages, type SampleImage } from '../../../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../../../examples/sample-images/logos.ts';
import { BACKGROUNDS, IMAGE_HEIGHT, IMAGE_WIDTH, RANGES } from '../../../examples/sample-images/ranges.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('sample images', () => {
  let images: SampleImage[];
  beforeAll(async () => {
    images = await generateSampleImages({ seed: 3, set: 'drop', count: 14 });
  }, 60_000);

  it('are the same bytes for the same seed, wherever the count begins', async () => {
    const again = await generateSampleImages({ seed: 3, set: 'drop', first: 12, count: 1 });
    expect(again.map(({ bytes }) => sha256(bytes))).toEqual(images.slice(12, 13).map(({ bytes }) => sha256(bytes)));
    expect(again[0]!.truth).toEqual(images[12]!.truth);
  });

  it('differ between seeds, sets and places', async () => {
    const [otherSeed] = await generateSampleImages({ seed: 4, set: 'drop', count: 1 });
    const [otherSet] = await generateSampleImages({ seed: 3, set: 'test', count: 1 });
    const hashes = [...images, otherSeed!, otherSet!].map(({ bytes }) => sha256(bytes));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('are JPEGs of the promised size', async () => {
    const { format, width, height } = await sharp(images[0]!.bytes).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: IMAGE_WIDTH, height: IMAGE_HEIGHT });
  });

  it('carry boxes inside the picture, none too small to see', () => {
    for (const box of images.flatMap(({ truth }) => truth)) {
      expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(IMAGE_WIDTH);
      expect(box.top + box.height).toBeLessThanOrEqual(IMAGE_HEIGHT);
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(12);
    }
  });

  it('use every class and most of the size range', () => {
    const boxes = images.flatMap(({ truth }) => truth);
    expect(new Set(boxes.map(({ label }) => label))).toEqual(new Set(LOGO_LABELS));
    const sides = boxes.map(({ width, height }) => Math.max(width, height)).sort((a, b) => a - b);
    expect(sides.at(-1)! / sides[0]!).toBeGreaterThan(RANGES.logoSize[1] / RANGES.logoSize[0] / 2);
    expect(sides.filter((side) => side < 24).length / sides.length).toBeLessThan(0.05);
  });

  it('keep the test set on backgrounds that were never dropped', () => {
    expect(BACKGROUNDS.drop.filter((name) => (BACKGROUNDS.test as readonly string[]).includes(name))).toEqual([]);
  });
});
