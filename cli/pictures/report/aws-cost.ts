/** What a run used of services that AWS charges for. */
export interface AwsUse {
  labeledImages: number;
  trainingSeconds: number;
  transformJobs: number;
  /** State transitions and Lambda calls; estimates will do, both cost next to nothing. */
  transitions: number;
  lambdaCalls: number;
  endpointCalls: number;
}

/**
 * USD, us-east-1, list prices without free tier, as known to the authors in 2026 and not looked up at run time: for the order of
 * magnitude only.
 */
const PRICES = {
  /** SageMaker training and transform, ml.c5.2xlarge, an hour. */
  mlC52xlargeHour: 0.408,
  /** Shortest billed time of a transform job, seconds: its start included. */
  transformJobSeconds: 240,
  /** Shortest billed time that a training job adds for its start, seconds. */
  trainingStartSeconds: 60,
  /** Standard workflow, one state transition. */
  stateTransition: 25e-6,
  /** One call of 512 MB and half a second, with its request. */
  lambdaCall: 4.4e-6,
  /** Serverless inference, 3 GB, 0.2 s a call. */
  serverlessCall: 12e-6,
  /** Private workers through our own labeling engine: no fee for each object. */
  ownEngineObject: 0,
  /** SageMaker Ground Truth's fee for each object, beside the workers' own pay. */
  groundTruthObject: 0.08,
} as const;

const usd = (amount: number) => `$${amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2)}`;

/** Rows of the table "what it would have cost on AWS". */
export function costRows(use: AwsUse): string[][] {
  const training = ((use.trainingSeconds + PRICES.trainingStartSeconds) / 3600) * PRICES.mlC52xlargeHour;
  const transform = ((use.transformJobs * PRICES.transformJobSeconds) / 3600) * PRICES.mlC52xlargeHour;
  const small = use.transitions * PRICES.stateTransition + use.lambdaCalls * PRICES.lambdaCall;
  const serving = use.endpointCalls * PRICES.serverlessCall;
  const rows: Array<[string, string, number]> = [
    ['Labeling (own engine, your people)', `${use.labeledImages} images`, use.labeledImages * PRICES.ownEngineObject],
    ['Training (ml.c5.2xlarge)', `${Math.round(use.trainingSeconds)} s`, training],
    ['Batch transform (ml.c5.2xlarge)', `${use.transformJobs} jobs`, transform],
    ['Step Functions and Lambda', `${use.transitions} transitions`, small],
    ['Serverless endpoint', `${use.endpointCalls} calls`, serving],
  ];
  const total = rows.reduce((sum, [, , amount]) => sum + amount, 0);
  return [
    ...rows.map(([name, amount, price]) => [name, amount, usd(price)]),
    ['Together', '', usd(total)],
    [
      '(Ground Truth instead of the own engine)',
      `${use.labeledImages} images`,
      usd(use.labeledImages * PRICES.groundTruthObject),
    ],
  ];
}
