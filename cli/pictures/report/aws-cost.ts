import { groundTruthFee } from '../../../shared/domain/money/labeling-price.ts';
import {
  lambdaUsd,
  serverlessUsd,
  trainingUsd,
  transformUsd,
  transitionsUsd,
} from '../../../shared/domain/money/use-price.ts';

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

const usd = (amount: number) => `$${amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2)}`;

/** Rows of the table "what it would have cost on AWS". */
export function costRows(use: AwsUse): string[][] {
  const small = transitionsUsd(use.transitions) + lambdaUsd(use.lambdaCalls);
  const rows: Array<[string, string, number]> = [
    ['Labeling (own engine, your people)', `${use.labeledImages} images`, 0],
    ['Training (ml.c5.2xlarge)', `${Math.round(use.trainingSeconds)} s`, trainingUsd(1, use.trainingSeconds)],
    ['Batch transform (ml.m5.xlarge)', `${use.transformJobs} jobs`, transformUsd(use.transformJobs)],
    ['Step Functions and Lambda', `${use.transitions} transitions`, small],
    ['Serverless endpoint', `${use.endpointCalls} calls`, serverlessUsd(use.endpointCalls)],
  ];
  const total = rows.reduce((sum, [, , amount]) => sum + amount, 0);
  return [
    ...rows.map(([name, amount, price]) => [name, amount, usd(price)]),
    ['Together', '', usd(total)],
    ['(Ground Truth instead of the own engine)', `${use.labeledImages} images`, usd(groundTruthFee(use.labeledImages))],
  ];
}
