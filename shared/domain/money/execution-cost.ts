import type { ExecutionCost } from '../../contracts/money-overview.ts';
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
  const orchestration = transitionsUsd(use.transitions) + lambdaUsd(use.functionCalls);
  const training = trainingUsd(use.trainings, use.trainingSeconds) + transformUsd(use.transforms);
  return { labeling: paid, orchestration, training, total: paid + orchestration + training };
}

export const NO_COST: ExecutionCost = { labeling: 0, orchestration: 0, training: 0, total: 0 };

/** Together, USD. */
export const addCosts = (a: ExecutionCost, b: ExecutionCost): ExecutionCost => ({
  labeling: a.labeling + b.labeling,
  orchestration: a.orchestration + b.orchestration,
  training: a.training + b.training,
  total: a.total + b.total,
});
