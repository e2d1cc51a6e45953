import { expect, it } from '@jest/globals';
import { describeCurve, learningCurve } from '../../../../shared/domain/models/learning-curve.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const IMAGES = 100;
const box = { class_id: 0, left: 0, top: 0, width: 10, height: 10 };
const truth = Array.from({ length: IMAGES }, () => [box]);

/** Finds the object of the first so many images, and nothing else: mAP@.5 is that share. */
const finding = (found: number) =>
  truth.map((boxes, index) => (index < found ? boxes.map((each) => ({ ...each, confidence: 0.9 })) : []));
const curve = (...found: number[]) =>
  learningCurve(
    { truth, labels: ['owl'] },
    found.map((count, index) => ({ images: 25 * 2 ** index, predictions: finding(count) })),
    seededRandom(1),
  );

it('goes on as errors have fallen: .4, .3, .225 of the objects missed, so about .17 next', () => {
  const { points, gain } = curve(60, 70, 77);
  expect(points.map(({ images }) => images)).toEqual([25, 50, 100]);
  expect(points[0]!.score).toBeCloseTo(0.6, 1);
  expect(gain.mean).toBeGreaterThan(0.04);
  expect(gain.mean).toBeLessThan(0.07);
  expect(gain.low).toBeLessThan(gain.mean);
  expect(gain.high).toBeGreaterThan(gain.mean);
});

it('promises nothing where more labels brought nothing, and says so', () => {
  const flat = curve(70, 70, 70);
  expect(flat.gain.mean).toBeCloseTo(0, 5);
  expect(describeCurve(flat)).toMatch(/twice the labels would give about \+0\.00 \(95 %: \+0\.00 to \+0\.\d\d\)$/);
});

it('never says that more labels do harm', () => {
  expect(curve(80, 70, 60).gain).toMatchObject({ mean: 0, low: 0 });
});
