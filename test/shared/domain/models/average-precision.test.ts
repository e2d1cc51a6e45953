import { describe, expect, it } from '@jest/globals';
import type { BoxAnnotation } from '../../../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../../../shared/contracts/training.ts';
import { meanAveragePrecision, pairedBootstrap } from '../../../../shared/domain/models/average-precision.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const box = (left: number, class_id = 0): BoxAnnotation => ({ class_id, left, top: 0, width: 10, height: 10 });
const guess = (left: number, confidence: number, class_id = 0): Prediction => ({ ...box(left, class_id), confidence });
const labels = ['cat', 'dog'];

describe('meanAveragePrecision', () => {
  it('is 1 for the truth itself, whatever the confidences, and leaves labels without truth out', () => {
    const score = meanAveragePrecision({
      truth: [[box(0), box(50)], []],
      predictions: [[guess(50, 0.1), guess(0, 0.9)], []],
      labels,
    });
    expect(score).toEqual({
      map50: 1,
      map5095: 1,
      perLabel: { cat: { ap50: 1, truth: 2 }, dog: { ap50: null, truth: 0 } },
      errors: { missed: 1, location: 0, label: 0, background: 0 },
    });
  });

  it('samples the precision envelope at 101 recalls', () => {
    const truth = [[box(0), box(50)]];
    const predictions = [[guess(0, 0.9), guess(200, 0.8), guess(50, 0.7)]];
    const { map50 } = meanAveragePrecision({ truth, predictions, labels });
    // Recall .5 at precision 1 covers the 51 points 0 … .50; recall 1 at precision 2/3 covers the other 50.
    expect(map50).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 12);
  });

  it('counts a shifted box up to the IoU it reaches', () => {
    // Shifted by 2 of 10: IoU 8/12 = .67 passes .50, .55, .60, .65 of ten thresholds.
    const { map50, map5095 } = meanAveragePrecision({ truth: [[box(0)]], predictions: [[guess(2, 0.9)]], labels });
    expect(map50).toBe(1);
    expect(map5095).toBeCloseTo(0.4, 12);
  });

  it('lets one truth box satisfy one prediction only, the most confident', () => {
    const { map50, errors } = meanAveragePrecision({
      truth: [[box(0), box(50)]],
      predictions: [[guess(1, 0.9), guess(0, 0.8), guess(50, 0.7)]],
      labels,
    });
    expect(map50).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 12);
    expect(errors).toEqual({ missed: 0, location: 0, label: 0, background: 1 });
  });

  it('ranks the predictions of all images together', () => {
    const { map50 } = meanAveragePrecision({
      truth: [[box(0)], [box(0)]],
      predictions: [[guess(0, 0.5)], [guess(100, 0.9), guess(0, 0.4)]],
      labels,
    });
    expect(map50).toBeCloseTo(2 / 3, 12);
  });

  it('splits the errors into missed, location, label and background', () => {
    const { errors } = meanAveragePrecision({
      truth: [[box(0), box(50), box(100, 1), box(150)]],
      predictions: [[guess(0, 0.9), guess(56, 0.8), guess(100, 0.7), guess(300, 0.6), guess(400, 0.2)]],
      labels,
    });
    expect(errors).toEqual({ missed: 1, location: 1, label: 1, background: 1 });
  });

  it('is 0 for no truth at all', () => {
    expect(meanAveragePrecision({ truth: [[]], predictions: [[guess(0, 0.9)]], labels }).map50).toBe(0);
  });
});

describe('pairedBootstrap', () => {
  const truth = Array.from({ length: 40 }, () => [box(0), box(50, 1)]);
  const good = truth.map(() => [guess(0, 0.9), guess(50, 0.9, 1)]);
  const poor = truth.map((_, image) => (image % 2 ? [guess(0, 0.9), guess(50, 0.9, 1)] : [guess(200, 0.95)]));
  const run = (champion: Prediction[][], challenger: Prediction[][], seed = 7) =>
    pairedBootstrap({ truth, champion, challenger, labels, random: seededRandom(seed), rounds: 300 });

  it('is exactly zero between a model and itself', () => {
    expect(run(poor, poor)).toEqual({ mean: 0, deviation: 0, low: 0, high: 0 });
  });

  it('brackets the difference, away from zero for a clearly better model, with the sign of the challenger', () => {
    const point = (predictions: Prediction[][]) => meanAveragePrecision({ truth, predictions, labels }).map50;
    const { low, mean, high } = run(poor, good);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(point(good) - point(poor));
    expect(high).toBeGreaterThan(point(good) - point(poor));
    expect(run(good, poor).mean).toBeCloseTo(-mean, 12);
  });

  it('depends on the seed alone', () => {
    expect(run(poor, good, 1)).toEqual(run(poor, good, 1));
    expect(run(poor, good, 1)).not.toEqual(run(poor, good, 2));
  });
});
