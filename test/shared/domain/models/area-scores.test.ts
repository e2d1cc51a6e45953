import { expect, it } from '@jest/globals';
import { judgeAreas, meanIouScorer, scoreAreas } from '../../../../shared/domain/models/area-scores.ts';
import { type ClassMask, paintOutlines } from '../../../../shared/domain/shapes/class-mask.ts';

const LABELS = ['leaf', 'stem'];

/** A square of the class at `left`, 20 pixels a side, in an image of 100 x 50. */
function square(left: number, class_id = 0): ClassMask {
  const vertices = [
    { x: left, y: 10 },
    { x: left + 20, y: 10 },
    { x: left + 20, y: 30 },
    { x: left, y: 30 },
  ];
  const size = { width: 100, height: 50 };
  return { ...size, pixels: Uint8Array.from(paintOutlines([{ class_id, vertices }], size)) };
}

it('is 1 for a mask that is the same, and 0 for one that is elsewhere', () => {
  const same = judgeAreas(square(10), square(10), 2);
  const elsewhere = judgeAreas(square(10), square(70), 2);
  expect(scoreAreas([same], LABELS)).toMatchObject({ score: 1, others: { boundaryF: 1 } });
  expect(scoreAreas([elsewhere], LABELS)).toMatchObject({ score: 0, others: { boundaryF: 0 } });
  expect(meanIouScorer([same, elsewhere], 2)([1, 0])).toBe(1);
});

it('is the share of pixels that both hold, over all images, of the labels that people painted', () => {
  const { score, perLabel, errors } = scoreAreas([judgeAreas(square(10), square(20), 2)], LABELS);
  expect(score).toBeCloseTo(200 / 600, 12);
  expect(perLabel).toEqual({ leaf: { score, truth: 1 }, stem: { score: null, truth: 0 } });
  expect(errors).toEqual({ missed: 40, location: 0, label: 0, background: 40 });
});

it('finds edges again that are a pixel off, and not those that are ten off', () => {
  const near = scoreAreas([judgeAreas(square(10), square(11), 2)], LABELS);
  const far = scoreAreas([judgeAreas(square(10), square(20), 2)], LABELS);
  expect(near.others.boundaryF).toBe(1);
  expect(far.others.boundaryF).toBeLessThan(0.6);
});

it('counts the right place with the wrong class apart', () => {
  const { errors } = scoreAreas([judgeAreas(square(10), square(10, 1), 2)], LABELS);
  expect(errors).toEqual({ missed: 0, location: 0, label: 80, background: 0 });
});

it('judges no pixel of a class that nobody looked for', () => {
  const { score } = scoreAreas([judgeAreas(square(10), square(70, 1), 2, [1])], LABELS);
  expect(score).toBe(0);
  expect(judgeAreas(square(10), square(70, 1), 2, [1]).given[2]).toBe(0);
});
