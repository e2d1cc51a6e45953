import { describe, expect, it } from '@jest/globals';
import { nextStep } from '../../../../shared/domain/batches/next-step.ts';
import { newProject } from '../../../../shared/domain/project/new-project.ts';

const fresh = newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' });
const birds = { ...fresh, batch: { maxImages: 100, quietMinutes: 10, maxAgeHours: 24 } };
const noon = new Date(2026, 10, 20, 12).getTime();

describe('what happens next', () => {
  it('is told with count, rule, time and the way to hurry', () => {
    const waiting = { images: 23, oldest: noon - 60_000, newest: noon };
    expect(nextStep(birds, waiting, false, 0, noon)).toBe(
      '23 of 100; closes by quiet time at 12:10, or `labelloop label-now birds`',
    );
  });

  it('names the age when that comes first', () => {
    const waiting = { images: 23, oldest: noon - 24 * 3_600_000 + 120_000, newest: noon };
    expect(nextStep(birds, waiting, false, 0, noon)).toContain('closes by age at 12:02');
  });

  it('is now when the batch is full or somebody said so', () => {
    const waiting = { images: 100, oldest: noon, newest: noon };
    expect(nextStep(birds, waiting, false, 0, noon)).toContain('is due');
    expect(nextStep(birds, { ...waiting, images: 3 }, true, 0, noon)).toContain('is due');
  });

  it('is nothing once the budget is spent, and the way on is named', () => {
    const poor = { ...birds, labeling: { ...birds.labeling, budgetUsd: 0.8 } };
    const waiting = { images: 3, oldest: noon, newest: noon };
    expect(nextStep(poor, waiting, true, 9, noon)).toContain('is due');
    expect(nextStep(poor, waiting, true, 10, noon)).toMatch(/^3 images wait: .*labelloop batch approve birds$/);
  });
});
