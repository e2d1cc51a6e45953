import { describe, expect, it } from '@jest/globals';
import { estimateCost, type LabelingBackend } from '../../../../shared/domain/money/estimate.ts';

const labeling = (images: number, workers: number, backend: LabelingBackend, pricePerAnswerUsd = 0.036) =>
  estimateCost({ images, workers, pricePerAnswerUsd, labeling: backend, endpoint: 'serverless' }).labeling;

describe('an estimate', () => {
  it("reproduces AWS's own example: 5 answers at $0.036 and $0.08 an image", () => {
    expect(labeling(5, 5, 'ground-truth')).toBeCloseTo(1.3, 9);
    expect(labeling(100, 5, 'ground-truth')).toBeCloseTo(26, 9);
  });

  it('takes no fee with our own engine, and nothing at all for people who are paid otherwise', () => {
    expect(labeling(100, 5, 'engine')).toBeCloseTo(18, 9);
    expect(labeling(100, 5, 'engine', 0)).toBe(0);
    expect(labeling(100, 5, 'ground-truth', 0)).toBeCloseTo(8, 9);
  });

  it('adds up, and charges for idle, training and hosting whoever labels', () => {
    const input = { images: 1001, workers: 3, pricePerAnswerUsd: 0.036, endpoint: 'serverless' } as const;
    const engine = estimateCost({ ...input, labeling: 'engine' });
    const { total, ...parts } = engine;
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 9);
    const { training, hosting, idle } = estimateCost({ ...input, labeling: 'ground-truth' });
    expect(engine).toMatchObject({ training, hosting, idle });
    const hourly = estimateCost({ ...input, labeling: 'engine', endpoint: 'real-time' });
    expect(hourly.hosting).toBeCloseTo(730 * 0.102, 9);
    // Two batches: two trainings of 16 minutes on ml.c5.2xlarge, four transforms of 4 minutes on ml.m5.xlarge.
    expect(training).toBeCloseTo((32 / 60) * 0.408 + (16 / 60) * 0.23, 9);
  });
});
