import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { augment, type Example } from '../../../algorithms/detector/images/augmentation.ts';
import { decode } from '../../../algorithms/detector/network/decoding.ts';
import { drawTargets, emptyTargets } from '../../../algorithms/detector/network/targets.ts';
import { chooseFrame, fitInside } from '../../../algorithms/images/frame.ts';
import { placeInFrame, readImage } from '../../../algorithms/images/image-file.ts';
import { randomFor } from '../../../algorithms/onnx/random.ts';

const frame = { width: 128, height: 96 };

describe('targets and decoding', () => {
  it('give the boxes back, scaled to the original image, for neighbours, nested boxes and boxes at the edge', () => {
    const boxes = [
      { class_id: 0, left: 0, top: 0, width: 30, height: 22 },
      { class_id: 0, left: 28, top: 3, width: 17, height: 40 },
      { class_id: 1, left: 60.5, top: 20.25, width: 60, height: 70 },
      { class_id: 0, left: 66, top: 50, width: 9, height: 9 },
    ];
    const targets = emptyTargets(2, 2, frame);
    drawTargets(targets, 1, boxes, 2, frame);
    const output = {
      peaks: targets.peak.subarray(targets.peak.length / 2),
      distances: targets.distances.subarray(targets.distances.length / 2).map(Math.log),
    };
    const options = { minimumConfidence: 0.5, maximumOverlap: 0.5, maximumBoxes: 10 };
    const original = { width: 384, height: 192 };
    const decoded = decode(output, frame, frame, original, options).sort((a, b) => a.left - b.left);
    expect(decoded.map(({ class_id }) => class_id)).toEqual([0, 0, 1, 0]);
    decoded.forEach((box, index) => {
      const { left, top, width, height } = boxes[index]!;
      for (const [actual, expected] of [
        [box.left, 3 * left],
        [box.top, 2 * top],
        [box.width, 3 * width],
        [box.height, 2 * height],
      ] as const)
        expect(actual).toBeCloseTo(expected, 3);
    });
    expect(targets.peak.subarray(0, targets.peak.length / 2).some((value) => value !== 0)).toBe(false);
  });

  it('say nothing of labels that nobody looked for: their absence is no lesson', () => {
    const targets = emptyTargets(2, 2, frame);
    drawTargets(targets, 0, [], 2, frame);
    drawTargets(targets, 1, [], 2, frame, [1]);
    const cells = targets.calm.length / 4;
    const lessons = [0, 1, 2, 3].map((plane) => targets.calm.subarray(plane * cells, (plane + 1) * cells));
    expect(lessons.map((plane) => plane.reduce((sum, calm) => sum + calm, 0) / cells)).toEqual([1, 1, 1, 0]);
  });

  it('leave the less confident of two overlapping boxes of one label out, and none of two labels', () => {
    const cells = (frame.width / 4) * (frame.height / 4);
    const peaks = new Float32Array(2 * cells);
    peaks.set([0.9, 0.8], 100);
    peaks[cells + 100] = 0.7;
    const options = { minimumConfidence: 0.1, maximumOverlap: 0.5, maximumBoxes: 10 };
    const found = decode({ peaks, distances: new Float32Array(4 * cells).fill(1) }, frame, frame, frame, options);
    expect(found.map(({ class_id, confidence }) => [class_id, Math.fround(confidence)])).toEqual([
      [0, Math.fround(0.9)],
      [1, Math.fround(0.7)],
    ]);
  });
});

describe('augmentation', () => {
  it.each(['none', 'horizontal', 'any'] as const)('moves boxes with their pixels (flip %s)', (flip) => {
    const box = { class_id: 0, left: 30, top: 24, width: 40, height: 20 };
    const pixels = new Uint8Array(frame.width * frame.height * 3).fill(100);
    for (let row = 24; row < 44; row++)
      for (let column = 30; column < 70; column++) pixels[(row * frame.width + column) * 3] = 255;
    const example: Example = { ...frame, pixels, boxes: [box] };
    const target = new Uint8Array(pixels.length);
    for (let seed = 0; seed < 40; seed++) {
      const [moved] = augment(example, frame, flip, randomFor(seed), target);
      const seen = redArea(target);
      expect(moved).toBeDefined();
      expect(Math.abs(moved!.left - seen.left)).toBeLessThan(1.5);
      expect(Math.abs(moved!.top - seen.top)).toBeLessThan(1.5);
      expect(Math.abs(moved!.left + moved!.width - seen.right)).toBeLessThan(1.5);
      expect(Math.abs(moved!.top + moved!.height - seen.bottom)).toBeLessThan(1.5);
    }
  });

  it('shows the whole image where it crops nothing', () => {
    const box = { class_id: 0, left: 0, top: 24, width: 40, height: 72 };
    const example: Example = { ...frame, pixels: new Uint8Array(frame.width * frame.height * 3), boxes: [box] };
    const shown = augment(example, frame, 'none', randomFor(1), new Uint8Array(example.pixels.length), 0);
    expect(shown).toEqual([box]);
  });

  it('drops boxes that leave the frame', () => {
    const pixels = new Uint8Array(frame.width * frame.height * 3);
    const corner = { class_id: 0, left: 0, top: 0, width: 8, height: 8 };
    const example: Example = { ...frame, pixels, boxes: [corner] };
    const counts = Array.from(
      { length: 60 },
      (_, seed) => augment(example, frame, 'none', randomFor(seed), new Uint8Array(pixels.length)).length,
    );
    expect(new Set(counts)).toEqual(new Set([0, 1]));
  });
});

/** Where the red channel stands out. */
function redArea(pixels: Uint8Array) {
  const area = { left: frame.width, top: frame.height, right: 0, bottom: 0 };
  for (let row = 0; row < frame.height; row++)
    for (let column = 0; column < frame.width; column++) {
      const at = (row * frame.width + column) * 3;
      if (pixels[at]! - pixels[at + 1]! < 60) continue;
      area.left = Math.min(area.left, column);
      area.top = Math.min(area.top, row);
      area.right = Math.max(area.right, column + 1);
      area.bottom = Math.max(area.bottom, row + 1);
    }
  return area;
}

describe('the frame', () => {
  const images = (width: number, height: number, side: number) =>
    Array.from({ length: 10 }, () => ({ width, height, boxes: [{ width: side, height: side }] }));

  it('has the aspect of the images where they agree, else is square', () => {
    expect(chooseFrame(images(640, 480, 90), 256)).toEqual({ width: 256, height: 192 });
    expect(chooseFrame(images(480, 640, 90), 256)).toEqual({ width: 192, height: 256 });
    expect(chooseFrame([...images(640, 480, 90), ...images(480, 640, 90)], 256)).toEqual({ width: 256, height: 256 });
  });

  it('is larger for smaller objects, within bounds and never beyond the images', () => {
    const sides = [400, 60, 40, 8].map((side) => chooseFrame(images(640, 640, side), 'auto').width);
    expect(sides).toEqual(sides.toSorted((a, b) => a - b));
    expect([sides[0], sides[3]]).toEqual([128, 320]);
    expect(chooseFrame(images(160, 160, 2), 'auto').width).toBe(160);
  });

  it('holds an image whole, upright, opaque, in its left top corner', async () => {
    const image = sharp({
      create: { width: 60, height: 30, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 1 } },
    });
    const png = await image.withMetadata({ orientation: 8 }).png().toBuffer();
    const square = { width: 32, height: 32 };
    const read = await readImage(png, square);
    expect([read.original, fitInside(read.original, square)]).toEqual([
      { width: 30, height: 60 },
      { width: 16, height: 32 },
    ]);
    const pixels = new Uint8Array(32 * 32 * 3);
    placeInFrame(read, square, pixels);
    const at = (column: number, row: number) => [
      ...pixels.subarray((row * 32 + column) * 3, (row * 32 + column) * 3 + 3),
    ];
    expect([at(15, 31), at(16, 31)]).toEqual([
      [255, 0, 0],
      [128, 128, 128],
    ]);
  });
});
