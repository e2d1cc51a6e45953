import { expect, it } from '@jest/globals';
import { expectedEnd } from '../../../../shared/domain/labeling/expected-end.ts';

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const pace = {
  labeled: 10,
  unlabeled: 20,
  workersPerObject: 3,
  createdAt: NOW - HOUR,
  hours: [{ at: NOW - HOUR, answers: 30 }],
};

it.each([
  ['as fast as in the last hour', pace, NOW + 2 * HOUR],
  [
    'at the pace of the last three hours, not of all',
    {
      ...pace,
      createdAt: 0,
      hours: [
        { at: HOUR, answers: 900 },
        { at: NOW - HOUR, answers: 30 },
      ],
    },
    NOW + (20 * 93) / (30 / (3 * HOUR)),
  ],
  [
    'where no image is done yet, by the answers that each one wants',
    { ...pace, labeled: 0, hours: [{ at: NOW - HOUR, answers: 20 }] },
    NOW + 2 * HOUR,
  ],
])('ends %s', (_, given, expected) => {
  expect(expectedEnd(given, NOW)).toBeCloseTo(expected, 3);
});

it.each([
  ['nobody ever answered', { ...pace, hours: [] }],
  ['nobody works any more', { ...pace, createdAt: 0, hours: [{ at: 0, answers: 30 }] }],
  ['nothing is left', { ...pace, unlabeled: 0 }],
])('is not known when %s', (_, given) => {
  expect(expectedEnd(given, NOW)).toBeNull();
});
