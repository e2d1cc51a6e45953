import { expect, it } from '@jest/globals';
import { duration } from '../../../../ops-console/views/duration.ts';
import { foldVisits, triedAgain } from '../../../../ops-console/views/executions/fold-visits.ts';
import type { StateVisit } from '../../../../shared/contracts/overview.ts';

const visit = (state: string, enteredAt: number, exitedAt: number | null, tries = 1): StateVisit => ({
  ...{ state, type: 'Task', enteredAt, exitedAt, tries, errors: [] },
  outcome: exitedAt === null ? 'running' : 'done',
});

it('folds a polling loop into one row per state, with visits, tries and time spent until now', () => {
  const rows = foldVisits(
    [
      visit('StartLabelingJob', 0, 5),
      visit('DescribeLabelingJob', 5, 10, 3),
      visit('WaitForLabels', 10, 2010),
      visit('DescribeLabelingJob', 2010, 2020, 2),
      visit('WaitForLabels', 2020, null),
    ],
    2520,
  );
  expect(rows.map((row) => [row.state, row.visits.length, row.spent, row.outcome, row.last, triedAgain(row)])).toEqual([
    ['StartLabelingJob', 1, 5, 'done', 0, 0],
    ['DescribeLabelingJob', 2, 15, 'done', 3, 3],
    ['WaitForLabels', 2, 2500, 'running', 4, 0],
  ]);
});

it('writes durations as people say them', () => {
  expect([400, 12_000, 200_000, 3_900_000].map(duration)).toEqual(['0.4 s', '12 s', '3 min 20 s', '1 h 05 min']);
});
