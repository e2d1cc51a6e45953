import { expect, it } from '@jest/globals';
import {
  affordableImages,
  batchSize,
  budgetStanding,
  dueReason,
} from '../../../../shared/domain/batches/batch-policy.ts';

const MINUTE = 60_000;
const now = Date.parse('2026-05-01T12:00:00.000Z');
const policy = { maxImages: 10, quietMinutes: 15, maxAgeHours: 24 };

it.each([
  ['nothing waits, whatever the marker says', 0, 9999, 9999, true, undefined],
  ['as many wait as a batch takes', 10, 0, 0, false, 'maxImages'],
  ['somebody says that everything is there', 1, 0, 0, true, 'ready'],
  ['the newest is a moment short of quiet', 9, 20, 15 - 1 / MINUTE, false, undefined],
  ['nothing new came for a while', 9, 20, 15, false, 'quiet'],
  ['the oldest is a moment short of a day', 9, 1440 - 1 / MINUTE, 1, false, undefined],
  ['the oldest waits for a day while more arrive', 9, 1440, 1, false, 'maxAge'],
])('when %s', (_, images, oldest, newest, ready, reason) => {
  const waiting = { images, oldest: now - oldest * MINUTE, newest: now - newest * MINUTE };
  expect(dueReason(policy, waiting, ready, now)).toBe(reason);
});

it("no batch is larger than a labeling job's 100 000 objects", () => {
  expect([batchSize({ maxImages: 250_000 }), batchSize({ maxImages: 7 })]).toEqual([100_000, 7]);
});

it.each([
  [8, 1, 0, 0, 0, 100],
  [8, 1, 0, 99, 7.92, 1],
  [8, 1, 0, 100, 8, 0],
  [2.32, 1, 0, 0, 0, 29],
  [8, 1, 0, 29, 2.32, 71],
  [8, 1, 0, 130, 10.4, 0],
  [0.24, 1, 0, 0, 0, 3],
  [0.07, 1, 0, 0, 0, 0],
  [0, 1, 0, 0, 0, 0],
  [8, 3, 0.04, 10, 2, 30],
])(
  'a budget of %d USD, %d worker an image at %d USD an answer: after %d images %d are spent, and %d images left',
  (budgetUsd, workersPerObject, pricePerAnswerUsd, claimed, spentUsd, imagesLeft) => {
    const labeling = { budgetUsd, workersPerObject, pricePerAnswerUsd };
    expect(budgetStanding(labeling, claimed)).toEqual({ budgetUsd, spentUsd, imagesLeft });
  },
);

it('without a budget there is no standing and no end', () => {
  const labeling = { budgetUsd: null, workersPerObject: 1 };
  expect([budgetStanding(labeling, 5), affordableImages(labeling, 5)]).toEqual([null, Number.POSITIVE_INFINITY]);
});
