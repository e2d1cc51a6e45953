import { expect, it } from '@jest/globals';
import type { Example } from '../../../../algorithms/detector/images/augmentation.ts';
import { pastedShare, pasteObjects } from '../../../../algorithms/detector/images/paste-objects.ts';
import { randomFor } from '../../../../algorithms/onnx/random.ts';
import type { BoundingBox } from '../../../../shared/domain/shapes/bounding-box.ts';

const frame = { width: 96, height: 72 };
const OBJECT = { class_id: 1, left: 20, top: 16, width: 24, height: 16 };

/** Grey with a red object. */
function redObject(): Example {
  const pixels = new Uint8Array(frame.width * frame.height * 3).fill(100);
  for (let row = OBJECT.top; row < OBJECT.top + OBJECT.height; row++)
    for (let column = OBJECT.left; column < OBJECT.left + OBJECT.width; column++)
      pixels[(row * frame.width + column) * 3] = 255;
  return { ...frame, pixels, boxes: [OBJECT] };
}

const redAt = (pixels: Uint8Array, x: number, y: number) => {
  const at = (Math.floor(y) * frame.width + Math.floor(x)) * 3;
  return pixels[at]! - pixels[at + 1]!;
};

const isIn = ({ left, top, width, height }: BoundingBox, x: number, y: number, edge: number) =>
  x > left - edge && x < left + width + edge && y > top - edge && y < top + height + edge;

it('objects of other images stand where their boxes say, and nothing else of the view changes', () => {
  let pasted = 0;
  for (let seed = 0; seed < 60; seed++) {
    const pixels = new Uint8Array(frame.width * frame.height * 3).fill(100);
    const boxes = pasteObjects([], [redObject()], frame, randomFor(seed), pixels);
    pasted += boxes.length;
    for (const box of boxes) {
      expect(box.class_id).toBe(1);
      expect(box.width / box.height).toBeCloseTo(1.5);
    }
    for (let y = 0.5; y < frame.height; y++)
      for (let x = 0.5; x < frame.width; x++) {
        if (boxes.some((box) => isIn(box, x, y, -1.5))) expect(redAt(pixels, x, y)).toBeGreaterThan(40);
        if (!boxes.some((box) => isIn(box, x, y, 1.5))) expect(redAt(pixels, x, y)).toBeLessThan(60);
        if (!boxes.some((box) => isIn(box, x, y, 8))) expect(redAt(pixels, x, y)).toBe(0);
      }
  }
  expect(pasted).toBeGreaterThan(40);
});

it('an object that is there is not hidden', () => {
  const there = { class_id: 0, left: 8, top: 8, width: 80, height: 56 };
  for (let seed = 0; seed < 40; seed++) {
    const pixels = new Uint8Array(frame.width * frame.height * 3).fill(100);
    const boxes = pasteObjects([there], [redObject()], frame, randomFor(seed), pixels);
    expect(boxes).toEqual([there]);
    expect(pixels.every((value) => value === 100)).toBe(true);
  }
});

it('where machines made every label, there is nothing to paste', () => {
  for (let seed = 0; seed < 10; seed++)
    expect(pasteObjects([OBJECT], [], frame, randomFor(seed), new Uint8Array(frame.width * frame.height * 3))).toEqual([
      OBJECT,
    ]);
});

it('few images that hold several objects each get others, and no more than sixty lessons of a hundred', () => {
  const holding = (objects: number) => ({ ...redObject(), boxes: Array.from({ length: objects }, () => OBJECT) });
  const images = (count: number, objects: number) => Array.from({ length: count }, () => holding(objects));
  expect(pastedShare(images(20, 3))).toBe(0.6);
  expect(pastedShare(images(20, 1))).toBe(0);
  expect(pastedShare(images(100, 3))).toBe(0);
  expect(pastedShare([])).toBe(0);
});
