import type { MachineWork } from '../../contracts/automatic-labeling.ts';
import { PRICES } from './prices.ts';

/** Shortest billed time that a training job adds for its start, seconds. */
const TRAINING_START_SECONDS = 60;
/** A transform job with its start, seconds. */
const TRANSFORM_JOB_SECONDS = 240;
/** A call of a function with 512 MB that takes half a second. */
const LAMBDA_GIGABYTE_SECONDS = 0.25;
/** A request to a serverless endpoint with 3 GB that takes 0.2 s. */
const SERVERLESS_GIGABYTE_SECONDS = 0.6;

/**
 * USD of training jobs on the default instance (ml.c5.2xlarge).
 * @param seconds of all jobs together, without their starts
 */
export const trainingUsd = (jobs: number, seconds: number) =>
  ((seconds + jobs * TRAINING_START_SECONDS) / 3600) * PRICES['ml.c5.2xlarge'].usd;

/** USD of batch transforms (ml.m5.xlarge). */
export const transformUsd = (jobs: number) => ((jobs * TRANSFORM_JOB_SECONDS) / 3600) * PRICES['ml.m5.xlarge'].usd;

/** USD of what the models of automatic labeling took, each job with its start (ml.c5.4xlarge, ml.m5.xlarge). */
export const machineWorkUsd = ({ trainings, transforms }: MachineWork) =>
  ((trainings.seconds + trainings.jobs * TRAINING_START_SECONDS) / 3600) * PRICES['ml.c5.4xlarge'].usd +
  ((transforms.seconds + transforms.jobs * TRAINING_START_SECONDS) / 3600) * PRICES['ml.m5.xlarge'].usd;

/** USD of state transitions. */
export const transitionsUsd = (transitions: number) => transitions * PRICES.stateTransition.usd;

/** USD of so many calls of Lambda functions, each of usual size and length. */
export const lambdaUsd = (calls: number) =>
  calls * (PRICES.lambdaRequest.usd + LAMBDA_GIGABYTE_SECONDS * PRICES.lambdaGigabyteSecond.usd);

/** USD of requests to a serverless endpoint of the default memory. */
export const serverlessUsd = (requests: number) =>
  requests * SERVERLESS_GIGABYTE_SECONDS * PRICES.serverlessGigabyteSecond.usd;

/** The hour of the dearest instance that has a price: others are counted with it. */
const DEAREST_HOUR_USD = Math.max(...Object.values(PRICES).flatMap(({ per, usd }) => (per === 'hour' ? usd : [])));

/**
 * USD of one training that takes all the time it may.
 * @param instanceType without a price of its own counts as the dearest that has one
 */
export function longestTrainingUsd(maxRuntimeSeconds: number, instanceType: string): number {
  const known = Object.entries(PRICES).find(([name]) => name === instanceType)?.[1].usd;
  return ((maxRuntimeSeconds + TRAINING_START_SECONDS) / 3600) * (known ?? DEAREST_HOUR_USD);
}
