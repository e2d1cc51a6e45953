/** What one unit of something costs. */
export interface Price {
  usd: number;
  /** The unit. */
  per: string;
  source: string;
}

/** The day on which the table was last gone through. */
export const PRICES_AS_OF = '2026-11-30';
/** All prices are of this region, without free tier. */
export const PRICES_REGION = 'us-east-1';

const STEP_FUNCTIONS = 'https://aws.amazon.com/step-functions/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const S3 = 'list price of S3 Standard as the authors know it; not looked up';
const REKOGNITION_TRAINING =
  'published by others as the price of https://aws.amazon.com/rekognition/pricing/, whose own table could not be read';
const REKOGNITION_INFERENCE =
  'https://docs.aws.amazon.com/solutions/latest/dynamic-image-transformation-for-amazon-cloudfront/cost-considerations.html';
const SAGEMAKER = 'list price of SageMaker as the authors know it; not looked up';

/** Every price that labelloop computes with, in USD. A price that was not found on a page of AWS says so. */
export const PRICES = {
  publicWorkerAnswer: {
    usd: 0.036,
    per: 'answer',
    source: 'smallest PublicWorkforceTaskPrice for bounding boxes, API reference of SageMaker',
  },
  stateTransition: { usd: 25e-6, per: 'state transition of a standard workflow', source: STEP_FUNCTIONS },
  lambdaRequest: { usd: 0.2e-6, per: 'call', source: LAMBDA },
  lambdaGigabyteSecond: { usd: 16.67e-6, per: 'GB-second', source: LAMBDA },
  s3Write: { usd: 5e-6, per: 'PUT or LIST', source: S3 },
  s3Read: { usd: 0.4e-6, per: 'GET or HEAD', source: S3 },
  s3GigabyteMonth: { usd: 0.023, per: 'GB and month', source: S3 },
  'ml.c5.4xlarge': { usd: 0.816, per: 'hour', source: SAGEMAKER },
  'ml.c5.2xlarge': { usd: 0.408, per: 'hour', source: SAGEMAKER },
  'ml.m5.xlarge': { usd: 0.23, per: 'hour', source: SAGEMAKER },
  'ml.c5.large': { usd: 0.102, per: 'hour', source: SAGEMAKER },
  serverlessGigabyteSecond: { usd: 20e-6, per: 'GB-second of a serverless endpoint', source: SAGEMAKER },
  rekognitionTrainingHour: { usd: 1, per: 'hour of training', source: REKOGNITION_TRAINING },
  rekognitionInferenceHour: {
    usd: 4,
    per: 'hour that a model runs, and inference unit',
    source: REKOGNITION_INFERENCE,
  },
  idleStage: { usd: 1.25, per: 'month, a stage with one project', source: 'docs/aws.md, computed from its requests' },
} as const satisfies Record<string, Price>;

/**
 * Ground Truth's fee for each object labeled in a month, whoever labels it. The first tier is what AWS's own example
 * notebook for object detection computes with; the other two are commonly published and were not found on a page of
 * AWS.
 */
export const GROUND_TRUTH_TIERS = [
  { upTo: 50_000, usd: 0.08 },
  { upTo: 1_000_000, usd: 0.04 },
  { upTo: Number.POSITIVE_INFINITY, usd: 0.02 },
] as const;

/** Ground Truth's fee of one object in the first tier, USD. */
export const GROUND_TRUTH_OBJECT_USD = GROUND_TRUTH_TIERS[0].usd;
