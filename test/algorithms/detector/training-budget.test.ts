import { expect, it } from '@jest/globals';
import { trainingBudget } from '../../../algorithms/detector/training-budget.ts';

const twenty = { images: 20, objects: 20 };

it('grows with the images where people gave none', () => {
  const given = { maxSeconds: undefined, maxSteps: undefined };
  expect(trainingBudget(given, twenty, false)).toEqual({ seconds: 900, steps: 190 });
  expect(trainingBudget(given, { images: 5000, objects: 4000 }, false)).toEqual({ seconds: 5000, steps: 10_150 });
  expect(trainingBudget(given, { images: 50_000, objects: 50_000 }, false).seconds).toBe(10_000);
});

it('grows with the square root of what an image has beyond one object', () => {
  const given = { maxSeconds: undefined, maxSteps: undefined };
  expect(trainingBudget(given, { images: 500, objects: 600 }, false).steps).toBe(1150 + 20 * 10);
  expect(trainingBudget(given, { images: 500, objects: 900 }, false).steps).toBe(1150 + 20 * 20);
});

it('looks long at few images that hold many objects, the longer the more of them are beyond one an image', () => {
  const given = { maxSeconds: undefined, maxSteps: undefined };
  expect(trainingBudget(given, { images: 50, objects: 200 }, false).steps).toBe(975);
  expect(trainingBudget(given, { images: 20, objects: 200 }, false).steps).toBe(1170);
  expect(trainingBudget(given, { images: 5, objects: 6 }, false).steps).toBe(217);
  expect(trainingBudget(given, { images: 5, objects: 0 }, false).steps).toBe(160);
});

it('is half as many steps where the champion began the learning', () => {
  expect(trainingBudget({ maxSeconds: undefined, maxSteps: undefined }, twenty, true).steps).toBe(95);
});

it('is what people gave, and nothing else limits it', () => {
  expect(trainingBudget({ maxSeconds: 60, maxSteps: undefined }, twenty, false)).toEqual({
    seconds: 60,
    steps: Infinity,
  });
  expect(trainingBudget({ maxSeconds: undefined, maxSteps: 9 }, twenty, true)).toEqual({ seconds: Infinity, steps: 9 });
});
