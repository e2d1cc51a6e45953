import type { Project } from '../../contracts/project.ts';
import { groundTruthFee } from './labeling-price.ts';
import { PRICES } from './prices.ts';
import { lambdaUsd, serverlessUsd, trainingUsd, transformUsd, transitionsUsd } from './use-price.ts';

/** Who runs the labeling: our own engine, or Ground Truth with its fee for each object. */
export const LABELING_BACKENDS = ['engine', 'ground-truth'] as const;
export type LabelingBackend = (typeof LABELING_BACKENDS)[number];

export const ENDPOINT_MODES = ['serverless', 'real-time'] as const satisfies ReadonlyArray<Project['endpoint']['mode']>;
export type EndpointMode = (typeof ENDPOINT_MODES)[number];

/** What is to be labeled, within one month. */
export interface EstimateInput {
  images: number;
  /** Answers of each image. */
  workers: number;
  /** What a worker gets for one answer, USD; 0 = people who are paid otherwise. */
  pricePerAnswerUsd: number;
  labeling: LabelingBackend;
  /** Serverless is paid by the request, real-time by the hour. */
  endpoint: EndpointMode;
}

/** USD of one month, not rounded. */
export interface Estimate {
  /** The workers' pay, and Ground Truth's fee. */
  labeling: number;
  /** Step Functions, Lambda and S3 requests; storage is under idle. */
  orchestration: number;
  training: number;
  /** Requests to a serverless endpoint, or the hours of a real-time one. */
  hosting: number;
  /** What a stage with one project costs when nothing happens, and the images' storage. */
  idle: number;
  total: number;
}

/** What is assumed of things that nobody was asked for; the defaults of a new project where it has one. */
export const ASSUMED = {
  imagesPerBatch: 1000,
  transitionsPerBatch: 120,
  /** How long a training with the default settings takes; there is one for each batch. */
  trainingSeconds: 900,
  /** The labels of the next batch, and the evaluation. */
  transformsPerBatch: 2,
  lambdaCallsPerImage: 3,
  /** Fetching a task and sending its answer, both through our own portal. */
  lambdaCallsPerAnswer: 2,
  s3WritesPerImage: 20,
  s3ReadsPerImage: 100,
  megabytesPerImage: 3,
  detections: 1000,
} as const;

const HOURS_A_MONTH = 730;

/**
 * What labeling, training and serving so many images costs on AWS in a month: prices of `prices.ts`, use as in
 * `ASSUMED`.
 */
export function estimateCost({
  images,
  workers,
  pricePerAnswerUsd,
  labeling: backend,
  endpoint,
}: EstimateInput): Estimate {
  const answers = images * workers;
  const batches = Math.ceil(images / ASSUMED.imagesPerBatch);
  const portalCalls = backend === 'engine' ? answers * ASSUMED.lambdaCallsPerAnswer : 0;
  const labeling = answers * pricePerAnswerUsd + (backend === 'ground-truth' ? groundTruthFee(images) : 0);
  const orchestration =
    transitionsUsd(batches * ASSUMED.transitionsPerBatch) +
    lambdaUsd(images * ASSUMED.lambdaCallsPerImage + portalCalls) +
    images * (ASSUMED.s3WritesPerImage * PRICES.s3Write.usd + ASSUMED.s3ReadsPerImage * PRICES.s3Read.usd);
  const training =
    trainingUsd(batches, batches * ASSUMED.trainingSeconds) + transformUsd(batches * ASSUMED.transformsPerBatch);
  const hosting =
    endpoint === 'serverless' ? serverlessUsd(ASSUMED.detections) : HOURS_A_MONTH * PRICES['ml.c5.large'].usd;
  const idle = PRICES.idleStage.usd + ((images * ASSUMED.megabytesPerImage) / 1024) * PRICES.s3GigabyteMonth.usd;
  const total = labeling + orchestration + training + hosting + idle;
  return { labeling, orchestration, training, hosting, idle, total };
}
