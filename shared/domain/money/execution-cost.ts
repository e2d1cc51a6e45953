import type { ExecutionCost } from '../../contracts/money-overview.ts';
import type { StateVisit } from '../../contracts/overview.ts';
import { budgetUsdPerImage, type PricedLabeling } from './labeling-price.ts';
import { lambdaUsd, trainingUsd, transformUsd, transitionsUsd } from './use-price.ts';

/** What an execution used. */
export interface ExecutionUse {
  /** Images that workers were paid for. */
  images: number;
  transitions: number;
  functionCalls: number;
  trainings: number;
  /** The seconds of all trainings together, without their starts. */
  trainingSeconds: number;
  transforms: number;
}

/** USD of what an execution used. @param labeling of the batch's frozen settings */
export function executionCost(use: ExecutionUse, labeling: PricedLabeling): ExecutionCost {
  const paid = use.images * budgetUsdPerImage(labeling);
  const { orchestration, training } = stepsCost(use);
  return { labeling: paid, orchestration, training, total: paid + orchestration + training };
}

/** USD of what steps used, without the people. */
export const stepsCost = (use: Omit<ExecutionUse, 'images'>): Pick<ExecutionCost, 'orchestration' | 'training'> => ({
  orchestration: transitionsUsd(use.transitions) + lambdaUsd(use.functionCalls),
  training: trainingUsd(use.trainings, use.trainingSeconds) + transformUsd(use.transforms),
});

/** Whether a labeling job took the images: one that was refused costs nothing. */
export const labelsWereOrdered = (visits: readonly StateVisit[]) =>
  visits.some(({ state, outcome }) => state === 'StartLabelingJob' && outcome === 'done');

/** States from the start of a training to its end. */
const TRAINING = ['CreateTrainingJob', 'DescribeTrainingJob', 'WaitForTraining'];

/** What visits of states used. */
export function useOfVisits(visits: readonly StateVisit[]): Omit<ExecutionUse, 'images'> {
  const trained = visits.filter(({ state }) => TRAINING.includes(state));
  const milliseconds = trained.reduce((sum, { enteredAt, exitedAt }) => sum + (exitedAt ?? enteredAt) - enteredAt, 0);
  return {
    transitions: visits.length,
    functionCalls: visits.filter(({ type }) => type === 'Task').length,
    trainings: visits.filter(({ state }) => state === 'CreateTrainingJob').length,
    trainingSeconds: milliseconds / 1000,
    transforms: visits.filter(({ state }) => /^Create.*TransformJob$/.test(state)).length,
  };
}

export const NO_COST: ExecutionCost = { labeling: 0, orchestration: 0, training: 0, total: 0 };

/** Together, USD. */
export const addCosts = (a: ExecutionCost, b: ExecutionCost): ExecutionCost => ({
  labeling: a.labeling + b.labeling,
  orchestration: a.orchestration + b.orchestration,
  training: a.training + b.training,
  total: a.total + b.total,
});
