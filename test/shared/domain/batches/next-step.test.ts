import { describe, expect, it } from '@jest/globals';
import { nextStep } from '../../../../shared/domain/batches/next-step.ts';

const birds = { project: 'birds', batch: { maxImages: 100, quietMinutes: 10, maxAgeHours: 24 } };
const noon = new Date(2026, 10, 20, 12).getTime();

describe('what happens next', () => {
  it('is told with count, rule, time and the way to hurry', () => {
    const waiting = { images: 23, oldest: noon - 60_000, newest: noon };
    expect(nextStep(birds, waiting, false, noon)).toBe(
      '23 of 100; closes by quiet time at 12:10, or `labelloop label-now birds`',
    );
  });

  it('names the age when that comes first', () => {
    const waiting = { images: 23, oldest: noon - 24 * 3_600_000 + 120_000, newest: noon };
    expect(nextStep(birds, waiting, false, noon)).toContain('closes by age at 12:02');
  });

  it('is now when the batch is full or somebody said so', () => {
    const waiting = { images: 100, oldest: noon, newest: noon };
    expect(nextStep(birds, waiting, false, noon)).toContain('is due');
    expect(nextStep(birds, { ...waiting, images: 3 }, true, noon)).toContain('is due');
  });
});
