import { expect, it } from '@jest/globals';
import type { StateVisit } from '../../../../shared/contracts/overview.ts';
import { executionCost, labelsWereOrdered, useOfVisits } from '../../../../shared/domain/money/execution-cost.ts';

const labeling = { workersPerObject: 5, pricePerAnswerUsd: 0.036, budgetUsd: null };
const visit = (state: string, seconds: number, outcome: StateVisit['outcome'] = 'done'): StateVisit => ({
  ...{ state, type: 'Task', enteredAt: 0, exitedAt: seconds * 1000, outcome, tries: 1, errors: [] },
});

it('counts steps, trainings with their seconds, and people only where a job took the images', () => {
  const visits = [visit('StartLabelingJob', 1), visit('CreateTrainingJob', 1), visit('WaitForTraining', 59)];
  expect(labelsWereOrdered(visits)).toBe(true);
  expect(labelsWereOrdered([visit('StartLabelingJob', 1, 'caught')])).toBe(false);
  const use = useOfVisits(visits);
  expect(use).toEqual({ transitions: 3, functionCalls: 3, trainings: 1, trainingSeconds: 60, transforms: 0 });
  const cost = executionCost({ images: 5, machineImages: 0, machineWork: [], ...use }, labeling);
  // The published example: 5 images, 5 workers at $0.036, $0.08 a review.
  expect(cost.labeling).toBeCloseTo(1.3, 10);
  // Two minutes of ml.c5.2xlarge: the job's and its start.
  expect(cost.training).toBeCloseTo((120 / 3600) * 0.408, 3);
  expect(cost.total).toBeCloseTo(cost.labeling + cost.training + cost.orchestration, 10);
});

it('pays nobody for an answer where a machine labels, but for its models', () => {
  const use = { images: 5, ...useOfVisits([]) };
  const byPeople = executionCost({ ...use, machineImages: 0, machineWork: [] }, labeling);
  const work = { trainings: { jobs: 3, seconds: 720 }, transforms: { jobs: 3, seconds: 540 } };
  const byBoth = executionCost({ ...use, machineImages: 2, machineWork: [work, work] }, labeling);
  expect(byPeople.labeling - byBoth.labeling).toBeCloseTo(2 * 5 * 0.036, 10);
  // Each job's start is a minute: 15 minutes of ml.c5.4xlarge and 12 of ml.m5.xlarge, twice.
  expect(byBoth.machine).toBeCloseTo(2 * (0.25 * 0.816 + 0.2 * 0.23), 10);
});
