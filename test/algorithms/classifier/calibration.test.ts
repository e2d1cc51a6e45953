import { expect, it } from '@jest/globals';
import { fitTemperature, fitThresholds, type Guess } from '../../../algorithms/classifier/calibration.ts';

/** Of `count` images that the model gives the first class with `confidence`, this share has it. */
const images = (count: number, confidence: number, share: number): Guess[] =>
  Array.from({ length: count }, (_, index) => ({
    probabilities: [confidence, 1 - confidence],
    truth: [index < share * count ? 0 : 1],
    asked: [0, 1],
  }));

it('cools a model that is surer than it is right, and warms one that doubts too much', () => {
  expect(fitTemperature(images(200, 0.98, 0.8), false)).toBeGreaterThan(1.5);
  expect(fitTemperature(images(200, 0.6, 0.95), false)).toBeLessThan(0.6);
});

it('leaves a model alone that few images say something about', () => {
  expect(fitTemperature([], false)).toBe(1);
  expect(Math.abs(Math.log2(fitTemperature(images(2, 0.98, 0.5), false)))).toBeLessThan(1);
});

it('sets the threshold between the images that show a class and those that do not', () => {
  const guesses = [0.9, 0.8, 0.7, 0.4, 0.35, 0.3, 0.2, 0.15, 0.1, 0.05].map((probability, index) => ({
    probabilities: [probability],
    truth: index < 5 ? [0] : [],
    asked: [0],
  }));
  const [threshold] = fitThresholds(guesses, 1);
  expect(threshold).toBeGreaterThan(0.3);
  expect(threshold).toBeLessThan(0.35);
});

it('keeps the middle where chance would choose', () => {
  const guesses = [0.9, 0.1].map((probability) => ({ probabilities: [probability], truth: [0], asked: [0] }));
  expect(fitThresholds(guesses, 1)).toEqual([0.5]);
});
