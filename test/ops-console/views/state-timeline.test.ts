import { expect, it } from '@jest/globals';
import { duration } from '../../../ops-console/views/duration.ts';
import { foldVisits } from '../../../ops-console/views/state-timeline.tsx';
import type { StateVisit } from '../../../shared/contracts/overview.ts';

const visit = (state: string, enteredAt: number, exitedAt: number | null): StateVisit => ({
  state,
  type: 'Task',
  enteredAt,
  exitedAt,
  input: '',
  detail: '',
  outcome: exitedAt === null ? 'running' : 'done',
});

it('folds a polling loop into one row per state, with visits and time spent', () => {
  const rows = foldVisits([
    visit('StartLabelingJob', 0, 5),
    visit('DescribeLabelingJob', 5, 10),
    visit('WaitForLabels', 10, 2010),
    visit('DescribeLabelingJob', 2010, 2020),
    visit('WaitForLabels', 2020, null),
  ]);
  expect(rows.map(({ state, times, spent, outcome }) => [state, times, spent, outcome])).toEqual([
    ['StartLabelingJob', 1, 5, 'done'],
    ['DescribeLabelingJob', 2, 15, 'done'],
    ['WaitForLabels', 2, 2000, 'running'],
  ]);
});

it('writes durations as people say them', () => {
  expect([400, 12_000, 200_000, 3_900_000].map(duration)).toEqual(['0.4 s', '12 s', '3 min 20 s', '1 h 05 min']);
});
