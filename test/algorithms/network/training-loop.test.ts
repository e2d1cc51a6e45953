import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Trainer } from '../../../algorithms/network/trainer.ts';
import { runTrainingLoop } from '../../../algorithms/network/training-loop.ts';

let now: number;
beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => void jest.restoreAllMocks());

/** Each step takes a second. */
function trainerOf(steps: number[]): Trainer {
  return {
    signature: 's',
    state: {} as Trainer['state'],
    resume() {},
    begin() {},
    async step(step) {
      steps.push(step);
      now += 1000;
      return 1;
    },
    async close() {},
  };
}

it('counts the seconds of training from the first step: an hour of reading photographs takes none of them', async () => {
  now = 3_600_000;
  const steps: number[] = [];
  await runTrainingLoop({
    trainer: trainerOf(steps),
    budget: { seconds: 5, steps: Infinity },
    checkpoints: { folder: mkdtempSync(join(tmpdir(), 'labelloop-loop-')), everySeconds: 3600, belongTo: 'x' },
    learningRate: 0.001,
    report: () => {},
    stop: new AbortController().signal,
  });
  expect(steps).toEqual([0, 1, 2, 3, 4]);
});
