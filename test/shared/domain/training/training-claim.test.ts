import { describe, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../../../shared/contracts/dataset.ts';
import type { TrainingClaim } from '../../../../shared/contracts/training.ts';
import {
  backOff,
  claim,
  NO_TRAINING,
  notDueReason,
  releaseClaim,
  releaseFailed,
  trainingIsOwed,
} from '../../../../shared/domain/training/training-claim.ts';

const HOUR = 60 * 60 * 1000;
const NOON = '2026-01-01T12:00:00.000Z';
const at = (hours: number) => new Date(Date.parse(NOON) + hours * HOUR).toISOString();
const training = {
  minImages: 10,
  minNewLabels: 5,
  maxStartsPerDay: 3,
  maxRuntimeSeconds: 3540,
  instanceType: 'ml.c5.2xlarge',
};

/** A dataset whose versions hold these numbers of images, a fifth of them for validation. */
const datasetOf = (...totals: number[]): DatasetHead => ({
  version: 1,
  writerId: '',
  head: totals.length,
  versions: totals.map((total, index) => ({
    datasetVersion: index + 1,
    folder: `b00000${index + 1}-x`,
    batches: {},
    validation: Math.floor(total / 5),
    train: total - Math.floor(total / 5),
    added: total - (totals[index - 1] ?? 0),
  })),
});
const need = (dataset: DatasetHead | undefined, now = NOON) => ({ training, dataset, now });
const holding = (changes: Partial<TrainingClaim> = {}): TrainingClaim => ({
  ...NO_TRAINING,
  holder: 'arn:a',
  fence: 1,
  wanted: 1,
  starts: [NOON],
  ...changes,
});

describe('a training is due', () => {
  it.each([
    ['nothing is labeled', NO_TRAINING, undefined, 'too little to train, 10 more needed (0 labeled, 10 needed)'],
    ['too few are labeled', NO_TRAINING, datasetOf(7), 'too little to train, 3 more needed (7 labeled, 10 needed)'],
    [
      'too few are new',
      holding({ holder: null, trained: 1 }),
      datasetOf(20, 23),
      '3 new labels since version 1 was trained, 5 needed: 2 more',
    ],
    [
      'the head is trained',
      holding({ holder: null, trained: 1 }),
      datasetOf(20),
      'dataset version 1 is trained already',
    ],
  ])('unless %s', (_, present, dataset, reason) => {
    expect(notDueReason(present, need(dataset))).toBe(reason);
    expect(claim(present, 'arn:b', need(dataset), false)).toEqual({ decision: 'notDue', reason, next: undefined });
  });

  it('unless a split is empty that the algorithm needs', () => {
    const dataset = datasetOf(20);
    dataset.versions[0] = { ...dataset.versions[0]!, train: 20, validation: 0 };
    expect(notDueReason(NO_TRAINING, need(dataset))).toContain('validation split');
    expect(notDueReason(NO_TRAINING, { ...need(dataset), crossValidates: true })).toBeUndefined();
  });

  it('unless it started often enough today; then it stays wanted and becomes due by itself', () => {
    const present = holding({ holder: null, starts: [at(-25), at(-20), at(-2), at(-1)] });
    const outcome = claim(present, 'arn:b', need(datasetOf(20, 40)), false);
    expect(outcome).toMatchObject({ decision: 'notDue', next: { holder: null, wanted: 2 } });
    expect(outcome.reason).toContain('3 trainings in the last 24 hours');
    expect(trainingIsOwed(outcome.next!, need(datasetOf(20, 40), at(3)), false)).toBe(false);
    expect(trainingIsOwed(outcome.next!, need(datasetOf(20, 40), at(5)), false)).toBe(true);
  });

  it('after a failure only when the pause is over, and the pause grows to a day', () => {
    const failed = releaseFailed(holding(), 'arn:a', 1, NOON)!;
    expect(failed).toMatchObject({ holder: null, wanted: 1, failures: 1, failedAt: NOON });
    expect(trainingIsOwed(failed, need(datasetOf(20), at(0.1)), false)).toBe(false);
    expect(trainingIsOwed(failed, need(datasetOf(20), at(0.2)), false)).toBe(true);
    expect([1, 2, 3, 20].map((failures) => backOff(failures) / HOUR)).toEqual([1 / 6, 1 / 3, 2 / 3, 24]);
  });
});

describe('the claim', () => {
  it('goes to who asks first, and back to the same execution with the same fence', () => {
    const first = claim(NO_TRAINING, 'arn:a', need(datasetOf(20)), false);
    expect(first).toMatchObject({ decision: 'train', next: { holder: 'arn:a', fence: 1, wanted: 1, starts: [NOON] } });
    const again = claim(first.next!, 'arn:a', need(datasetOf(20), at(1)), false);
    expect(again).toMatchObject({ decision: 'train', next: undefined });
  });

  it('is taken over from a dead holder with a higher fence', () => {
    expect(claim(holding(), 'arn:b', need(datasetOf(20)), false).next).toMatchObject({ holder: 'arn:b', fence: 2 });
  });

  it('is kept at the release when a due version waits, counted once however often the release is repeated', () => {
    const waiting = claim(holding(), 'arn:b', need(datasetOf(20, 40)), true);
    expect(waiting).toMatchObject({ decision: 'coalesced', next: { holder: 'arn:a', wanted: 2 } });
    const done = { executionArn: 'arn:a', fence: 1, datasetVersion: 1, mayGoOn: true };
    const kept = releaseClaim(waiting.next!, done, need(datasetOf(20, 40), at(1)));
    expect(kept).toMatchObject({ again: true, next: { holder: 'arn:a', trained: 1, starts: [NOON, at(1)] } });
    expect(releaseClaim(kept.next!, done, need(datasetOf(20, 40), at(2)))).toMatchObject({
      again: true,
      next: { starts: [NOON, at(1)] },
    });
  });

  it('is left to the sweep when the execution has trained often enough', () => {
    const done = { executionArn: 'arn:a', fence: 1, datasetVersion: 1, mayGoOn: false };
    const { again, next } = releaseClaim(holding({ wanted: 2 }), done, need(datasetOf(20, 40)));
    expect([again, next!.holder]).toEqual([false, null]);
    expect(trainingIsOwed(next!, need(datasetOf(20, 40), at(1)), false)).toBe(true);
  });

  it('hears of a version whose own execution died before it asked, by the failure or by the next release', () => {
    expect(releaseFailed(holding(), 'arn:b', 2, NOON)).toMatchObject({ holder: 'arn:a', wanted: 2, failures: 0 });
    const done = { executionArn: 'arn:a', fence: 1, datasetVersion: 1, mayGoOn: true };
    expect(releaseClaim(holding(), done, need(datasetOf(20, 40)))).toMatchObject({ again: true, next: { wanted: 2 } });
  });

  it('is not touched by a stale fence, nor by the failure of somebody else', () => {
    const done = { executionArn: 'arn:a', fence: 1, datasetVersion: 1, mayGoOn: true };
    expect(releaseClaim(holding({ fence: 2 }), done, need(datasetOf(20)))).toEqual({ again: false, next: undefined });
    expect(releaseFailed(holding(), 'arn:b', 1, NOON)).toBeUndefined();
  });
});
