import type { MachineWork } from '../../contracts/automatic-labeling.ts';
import type { ExecutionCost } from '../../contracts/money-overview.ts';
import type { StateVisit } from '../../contracts/overview.ts';
import { answersUsdPerImage, budgetUsdPerImage, type PricedLabeling } from './labeling-price.ts';
import { lambdaUsd, machineWorkUsd, trainingUsd, transformUsd, transitionsUsd } from './use-price.ts';

/** What an execution used. */
export interface ExecutionUse {
  /** Images of a labeling job. */
  images: number;
  /** Those of them that a machine labeled: nobody is paid for an answer. */
  machineImages: number;
  /** What the machine's models took, by rounds. */
  machineWork: readonly MachineWork[];
  transitions: number;
  functionCalls: number;
  trainings: number;
  /** The seconds of all trainings together, without their starts. */
  trainingSeconds: number;
  transforms: number;
}

/** What its steps used. */
export type StepsUse = Omit<ExecutionUse, 'images' | 'machineImages' | 'machineWork'>;

/** USD of what an execution used. @param labeling of the batch's frozen settings */
export function executionCost(use: ExecutionUse, labeling: PricedLabeling): ExecutionCost {
  const paid = use.images * budgetUsdPerImage(labeling) - use.machineImages * answersUsdPerImage(labeling);
  const { orchestration, training } = stepsCost(use);
  const machine = use.machineWork.reduce((sum, work) => sum + machineWorkUsd(work), 0);
  return { labeling: paid, orchestration, training, machine, total: paid + orchestration + training + machine };
}

/** USD of what steps used, without the people. */
export const stepsCost = (use: StepsUse): Pick<ExecutionCost, 'orchestration' | 'training'> => ({
  orchestration: transitionsUsd(use.transitions) + lambdaUsd(use.functionCalls),
  training: trainingUsd(use.trainings, use.trainingSeconds) + transformUsd(use.transforms),
});

/** Whether a labeling job took the images: one that was refused costs nothing. */
export const labelsWereOrdered = (visits: readonly StateVisit[]) =>
  visits.some(({ state, outcome }) => state === 'StartLabelingJob' && outcome === 'done');

/** States from the start of a training to its end. */
const TRAINING = ['CreateTrainingJob', 'DescribeTrainingJob', 'WaitForTraining'];

/** What visits of states used. */
export function useOfVisits(visits: readonly StateVisit[]): StepsUse {
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

export const NO_COST: ExecutionCost = { labeling: 0, orchestration: 0, training: 0, machine: 0, total: 0 };

/** Together, USD. */
export const addCosts = (a: ExecutionCost, b: ExecutionCost): ExecutionCost => ({
  labeling: a.labeling + b.labeling,
  orchestration: a.orchestration + b.orchestration,
  training: a.training + b.training,
  machine: a.machine + b.machine,
  total: a.total + b.total,
});
