import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { paintStroke } from '../../../../worker-portal/elements/segmentation/brush.ts';
import { floodFill } from '../../../../worker-portal/elements/segmentation/flood-fill.ts';
import { emptyMask, type LabelMask, usedLabels } from '../../../../worker-portal/elements/segmentation/label-mask.ts';
import { MaskHistory } from '../../../../worker-portal/elements/segmentation/mask-history.ts';
import { fillOutline } from '../../../../worker-portal/elements/segmentation/polygon-fill.ts';

/** The mask as text, a row a line. */
const drawn = ({ width, pixels }: LabelMask) =>
  Array.from({ length: pixels.length / width }, (_, y) =>
    Array.from(pixels.subarray(y * width, (y + 1) * width), (label) => (label === 0 ? '.' : label)).join(''),
  );

describe('the brush', () => {
  it('paints the pixels whose centre is within the radius, and only those', () => {
    const mask = emptyMask(7, 5);
    expect(paintStroke(mask, { x: 2.5, y: 2.5 }, { x: 4.5, y: 2.5 }, 1.5, 1)).toEqual({
      left: 1,
      top: 1,
      width: 5,
      height: 3,
    });
    expect(drawn(mask)).toEqual(['.......', '.11111.', '.11111.', '.11111.', '.......']);
  });

  it('leaves the image alone where a stroke passes beside it', () => {
    const mask = emptyMask(4, 4);
    expect(paintStroke(mask, { x: -9, y: -9 }, { x: -5, y: 20 }, 2, 1)).toBeUndefined();
    expect(usedLabels(mask)).toEqual([]);
  });

  it('agrees with the distance of every pixel centre to the line', () => {
    const coordinate = fc.double({ min: -5, max: 25, noNaN: true });
    const point = fc.record({ x: coordinate, y: coordinate });
    fc.assert(
      fc.property(point, point, fc.double({ min: 0.5, max: 8, noNaN: true }), (from, to, radius) => {
        const mask = emptyMask(20, 20);
        paintStroke(mask, from, to, radius, 3);
        for (let at = 0; at < 400; at++) {
          const centre = { x: (at % 20) + 0.5, y: Math.floor(at / 20) + 0.5 };
          const steps = 300;
          const distance = Math.min(
            ...Array.from({ length: steps + 1 }, (_, step) =>
              Math.hypot(
                centre.x - from.x - ((to.x - from.x) * step) / steps,
                centre.y - from.y - ((to.y - from.y) * step) / steps,
              ),
            ),
          );
          if (Math.abs(distance - radius) > 0.1 && mask.pixels[at] !== (distance < radius ? 3 : 0)) return false;
        }
        return true;
      }),
      { numRuns: 25 },
    );
  });
});

describe('the polygon tool', () => {
  it('paints the pixels whose centre is inside, clipped to the image', () => {
    const mask = emptyMask(6, 4);
    const corners = [
      { x: 1, y: 1 },
      { x: 9, y: 1 },
      { x: 9, y: 3 },
      { x: 1, y: 3 },
    ];
    expect(fillOutline(mask, corners, 2)).toEqual({ left: 1, top: 1, width: 5, height: 2 });
    expect(drawn(mask)).toEqual(['......', '.22222', '.22222', '......']);
  });

  it('splits a rectangle in two triangles that share no pixel and leave none out', () => {
    const mask = emptyMask(9, 7);
    const [a, b, c, d] = [
      { x: 0, y: 0 },
      { x: 9, y: 0 },
      { x: 9, y: 7 },
      { x: 0, y: 7 },
    ] as const;
    fillOutline(mask, [a, b, c], 1);
    const upper = mask.pixels.filter((label) => label === 1).length;
    fillOutline(mask, [a, c, d], 2);
    expect(mask.pixels.filter((label) => label === 1).length).toBe(upper);
    expect(mask.pixels).not.toContain(0);
  });
});

describe('the fill', () => {
  it('stays within the borders that the sides of pixels make', () => {
    const mask = emptyMask(5, 5);
    for (const at of [2, 7, 10, 11]) mask.pixels[at] = 1;
    floodFill(mask, { x: 0.5, y: 0.5 }, 3);
    expect(drawn(mask)).toEqual(['331..', '331..', '11...', '.....', '.....']);
  });

  it('fills around corners and tells what changed', () => {
    const mask = emptyMask(5, 4);
    for (const at of [6, 7, 8, 11, 13]) mask.pixels[at] = 1;
    expect(floodFill(mask, { x: 2.5, y: 2.5 }, 2)).toEqual({ left: 0, top: 0, width: 5, height: 4 });
    expect(drawn(mask)).toEqual(['22222', '21112', '21212', '22222']);
    expect(floodFill(mask, { x: 2, y: 2 }, 2)).toBeUndefined();
    expect(floodFill(mask, { x: 5, y: 2 }, 1)).toBeUndefined();
  });
});

describe('undo and redo', () => {
  it('walk back and forth over every step, whatever the steps overlap', () => {
    const mask = emptyMask(16, 12);
    const history = new MaskHistory(mask);
    const states = [mask.pixels.slice()];
    const step = (area: ReturnType<typeof floodFill>) => {
      expect(history.commit(area!)).toBe(true);
      states.push(mask.pixels.slice());
    };
    step(paintStroke(mask, { x: 3, y: 3 }, { x: 9, y: 6 }, 2.5, 1));
    step(paintStroke(mask, { x: 9, y: 3 }, { x: 3, y: 6 }, 2.5, 2));
    step(floodFill(mask, { x: 15, y: 11 }, 3));
    for (const state of states.slice(0, -1).reverse()) {
      history.undo();
      expect(mask.pixels).toEqual(state);
    }
    expect([history.canUndo, history.undo()]).toEqual([false, undefined]);
    for (const state of states.slice(1)) {
      history.redo();
      expect(mask.pixels).toEqual(state);
    }
    expect(history.canRedo).toBe(false);
  });

  it('count a stroke over its own colour as no step, and give up a stroke that was cancelled', () => {
    const mask = emptyMask(8, 8);
    const history = new MaskHistory(mask);
    history.commit(paintStroke(mask, { x: 4, y: 4 }, { x: 4, y: 4 }, 3, 1)!);
    const kept = mask.pixels.slice();
    expect(history.commit(paintStroke(mask, { x: 4, y: 4 }, { x: 4, y: 4 }, 2, 1)!)).toBe(false);
    history.revert(paintStroke(mask, { x: 0, y: 0 }, { x: 8, y: 8 }, 2, 2)!);
    expect(mask.pixels).toEqual(kept);
  });

  it('forget what was undone when something new is drawn', () => {
    const mask = emptyMask(4, 4);
    const history = new MaskHistory(mask);
    history.commit(floodFill(mask, { x: 0, y: 0 }, 1)!);
    history.undo();
    history.commit(floodFill(mask, { x: 0, y: 0 }, 2)!);
    expect(history.canRedo).toBe(false);
  });
});
