import { expect, it } from '@jest/globals';
import { trainingBudget } from '../../../algorithms/detector/training-budget.ts';

it('grows with the images where people gave none', () => {
  const given = { maxSeconds: undefined, maxSteps: undefined };
  expect(trainingBudget(given, 20, false)).toEqual({ seconds: 900, steps: 190 });
  expect(trainingBudget(given, 5000, false)).toEqual({ seconds: 5000, steps: 10_150 });
  expect(trainingBudget(given, 50_000, false).seconds).toBe(10_000);
});

it('is half as many steps where the champion began the learning', () => {
  expect(trainingBudget({ maxSeconds: undefined, maxSteps: undefined }, 20, true)).toEqual({ seconds: 900, steps: 95 });
});

it('is what people gave, and nothing else limits it', () => {
  expect(trainingBudget({ maxSeconds: 60, maxSteps: undefined }, 20, false)).toEqual({ seconds: 60, steps: Infinity });
  expect(trainingBudget({ maxSeconds: undefined, maxSteps: 9 }, 20, true)).toEqual({ seconds: Infinity, steps: 9 });
});
