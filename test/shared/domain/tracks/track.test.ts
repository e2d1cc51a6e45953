import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';
import { boxAtFrame, type FrameBox, keyframesOf } from '../../../../shared/domain/tracks/track.ts';

const box = { left: 10, top: 20, width: 30, height: 40 };

describe('a track', () => {
  it('is on the line between its keyframes, as an independent computation says', () => {
    const to = { left: 110, top: 0, width: 50, height: 20 };
    const keyframes = [
      { frame: 4, ...box },
      { frame: 14, ...to },
    ];
    for (let frame = 4; frame <= 14; frame++) {
      const found = boxAtFrame({ keyframes }, frame)!;
      expect(found.left).toBeCloseTo(10 + ((frame - 4) * 100) / 10, 9);
      expect(found.top).toBeCloseTo(20 - ((frame - 4) * 20) / 10, 9);
      expect(found.width).toBeCloseTo(30 + ((frame - 4) * 20) / 10, 9);
      expect(found.height).toBeCloseTo(40 - ((frame - 4) * 20) / 10, 9);
    }
  });

  it('is nowhere before its first keyframe, stays after its last, and is gone where a keyframe says so', () => {
    const keyframes = [
      { frame: 2, ...box },
      { frame: 5, ...box, isOutside: true },
      { frame: 8, ...box, left: 50, isOccluded: true },
    ];
    const seen = [0, 1, 2, 4, 5, 7, 8, 30].map((frame) => boxAtFrame({ keyframes }, frame)?.left);
    expect(seen).toEqual([undefined, undefined, 10, 10, undefined, undefined, 50, 50]);
    expect(boxAtFrame({ keyframes }, 9)).toMatchObject({ isOccluded: true });
  });
});

describe('keyframes of boxes', () => {
  it('give every box back, and no other, with few keyframes where the way is straight', () => {
    const random = seededRandom(7);
    for (let draw = 0; draw < 40; draw++) {
      const boxes: FrameBox[] = [];
      let left = 0;
      let speed = 3;
      for (let frame = 0; frame < 60; frame++) {
        if (random() < 0.1) speed = Math.round(random() * 10);
        left += speed;
        if (frame % 25 < 20) boxes.push({ frame, left, top: 5, width: 9, height: 9, isOccluded: frame % 25 > 15 });
      }
      const keyframes = keyframesOf(boxes, 60);
      const back = Array.from({ length: 60 }, (_, frame) => boxAtFrame({ keyframes }, frame));
      for (const [frame, found] of back.entries()) {
        const known = boxes.find((each) => each.frame === frame);
        expect(found === undefined).toBe(known === undefined);
        if (known) expect(Math.abs(found!.left - known.left)).toBeLessThanOrEqual(0.01);
        if (known) expect(found!.isOccluded).toBe(known.isOccluded);
      }
      expect(keyframes.length).toBeLessThan(boxes.length * 0.7);
    }
  });

  it('of a single box at the last frame are one', () => {
    expect(keyframesOf([{ frame: 9, ...box }], 10)).toEqual([{ frame: 9, ...box }]);
    expect(keyframesOf([{ frame: 3, ...box }], 10)).toEqual([
      { frame: 3, ...box },
      { frame: 4, ...box, isOutside: true },
    ]);
  });
});
