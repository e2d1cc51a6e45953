/**
 * On-demand prices of us-east-1, 2026-11 (aws.amazon.com/s3/pricing, /lambda/pricing, /ecr/pricing, /sqs/pricing), in
 * USD.
 */
const LIST = 0.005 / 1000;
const GET = 0.0004 / 1000;
const LAMBDA_GB_SECOND = 0.0000133334;
const LAMBDA_REQUEST = 0.2 / 1e6;
const ECR_GB_MONTH = 0.1;
const SQS_REQUEST = 0.4 / 1e6;

const MINUTES_A_MONTH = 43_200;
/** What close-batch asks S3 in each minute for one project with nothing to do (counted on the laptop's S3). */
const SWEEP = { lists: 3, gets: 6 };
/** The labeling engine reads one object. */
const ENGINE_GETS = 1;
/** Lambda asks a queue by five connections, each of which waits 20 s for a message (Lambda developer guide). */
const POLLS_A_MINUTE = 15;
const SECONDS_A_SWEEP = 0.3;
const MEMORY_GB = 0.5;
const IMAGE_GB = 0.25;

/**
 * What a stage costs in a month in which nobody drops, labels or trains anything: no free tier, no endpoint in
 * real-time mode.
 */
export function idleCost(projects: number): number {
  const s3 = MINUTES_A_MONTH * (projects * (SWEEP.lists * LIST + SWEEP.gets * GET) + ENGINE_GETS * GET);
  const invocations = 2 * MINUTES_A_MONTH;
  const lambda = invocations * (LAMBDA_REQUEST + SECONDS_A_SWEEP * MEMORY_GB * LAMBDA_GB_SECOND);
  const queue = MINUTES_A_MONTH * POLLS_A_MINUTE * SQS_REQUEST;
  return s3 + lambda + queue + IMAGE_GB * ECR_GB_MONTH;
}
