import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  boxAt,
  HANDLES,
  handleAt,
  handlesFor,
  moved,
  readBoxes,
  resized,
  spanning,
  through,
} from '../../../../worker-portal/elements/bounding-box/box-geometry.ts';

const image = { width: 800, height: 600 };
const box = { label: 'robin', left: 100, top: 50, width: 200, height: 100 };
const anywhere = fc.record({
  x: fc.double({ min: -2000, max: 2000, noNaN: true }),
  y: fc.double({ min: -2000, max: 2000, noNaN: true }),
});

describe('box geometry', () => {
  it('keeps whatever is drawn, resized or moved on whole pixels within the image', () => {
    fc.assert(
      fc.property(anywhere, anywhere, fc.constantFrom(...HANDLES), (a, b, handle) => {
        const drawn = { label: 'robin', ...spanning(a, b, image) };
        for (const { left, top, width, height } of [drawn, resized(drawn, handle, a, image), moved(drawn, b, image)]) {
          expect([left, top, width, height].every(Number.isInteger)).toBe(true);
          expect(Math.min(left, top, width, height)).toBeGreaterThanOrEqual(0);
          expect(left + width).toBeLessThanOrEqual(image.width);
          expect(top + height).toBeLessThanOrEqual(image.height);
        }
      }),
    );
  });

  it('moves only the side or corner that is dragged, and turns over beyond the opposite one', () => {
    expect(resized(box, 'e', { x: 350, y: 999 }, image)).toEqual({ ...box, width: 250 });
    expect(resized(box, 'nw', { x: 90, y: 40 }, image)).toEqual({ ...box, left: 90, top: 40, width: 210, height: 110 });
    expect(resized(box, 'w', { x: 400, y: 0 }, image)).toEqual({ ...box, left: 300, width: 100 });
  });

  it('draws the box that just holds four extreme points', () => {
    const points = [
      { x: 120, y: 80 },
      { x: 300, y: 90 },
      { x: 200, y: 50 },
      { x: 210, y: 150 },
    ];
    expect(through(points, image)).toEqual({ left: 120, top: 50, width: 180, height: 100 });
  });

  it('takes the handle in reach and of all boxes under a click the smallest', () => {
    const inner = { ...box, left: 120, top: 70, width: 20, height: 20 };
    expect(handleAt(box, HANDLES, { x: 303, y: 97 }, 6)).toBe('e');
    expect(handleAt(box, handlesFor(20), { x: 303, y: 97 }, 6)).toBeUndefined();
    expect(handleAt(box, HANDLES, { x: 200, y: 100 }, 6)).toBeUndefined();
    expect(boxAt([inner, box], { x: 125, y: 75 }, 0)).toBe(inner);
    expect(boxAt([inner, box], { x: 250, y: 75 }, 0)).toBe(box);
    expect(boxAt([inner, box], { x: 500, y: 75 }, 0)).toBeUndefined();
  });

  it('reads boxes of any origin and leaves out what is none', () => {
    const given = [{ ...box, left: '-10', extra: 1 }, { label: 'x' }, null, 'box', { ...box, width: 0 }];
    expect(readBoxes(given, image)).toEqual([{ ...box, left: 0, width: 190 }]);
    expect(readBoxes({ boundingBoxes: [] }, image)).toEqual([]);
  });
});
