import {
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { findLabelingJob } from './labeling-jobs.ts';

let client: SageMakerClient | undefined;
const sageMaker = () => {
  client ??= new SageMakerClient({ maxAttempts: 5 });
  return client;
};

/** SageMaker answers ResourceNotFound for jobs and a ValidationException "could not find" for endpoints. */
const isMissing = (error: unknown) =>
  (error as Error).name === 'ResourceNotFound' || /could not find/i.test((error as Error).message);

async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export interface LabelingProgress {
  status: string;
  labeled: number;
  unlabeled: number;
  failed: number;
}

/** How far a labeling job is; undefined when there is none of this name. */
export async function findLabelingProgress(jobName: string): Promise<LabelingProgress | undefined> {
  const job = await findLabelingJob(jobName);
  return (
    job && {
      status: job.LabelingJobStatus!,
      labeled: job.LabelCounters?.TotalLabeled ?? 0,
      unlabeled: job.LabelCounters?.Unlabeled ?? 0,
      failed: job.LabelCounters?.FailedNonRetryableError ?? 0,
    }
  );
}

export interface TrainingProgress {
  status: string;
  /** Seconds of work so far, or in all. */
  seconds: number;
  failureReason: string | undefined;
  /** Metrics the job printed last, by name, e.g. `validation:mAP50`. */
  metrics: Record<string, number>;
}

/** How far a training job is; undefined when there is none of this name. @param now milliseconds since 1970 */
export async function findTrainingProgress(jobName: string, now: number): Promise<TrainingProgress | undefined> {
  const job = await unlessMissing(sageMaker().send(new DescribeTrainingJobCommand({ TrainingJobName: jobName })));
  if (!job) return undefined;
  const start = job.TrainingStartTime?.getTime() ?? now;
  return {
    status: job.TrainingJobStatus!,
    seconds: ((job.TrainingEndTime?.getTime() ?? now) - start) / 1000,
    failureReason: job.FailureReason,
    metrics: Object.fromEntries((job.FinalMetricDataList ?? []).map(({ MetricName, Value }) => [MetricName!, Value!])),
  };
}

/** Status and metric definitions of a training job; undefined when there is none of this name. */
export async function findTrainingJob(
  jobName: string,
): Promise<{ status: string; definitions: Array<{ Name: string; Regex: string }> } | undefined> {
  const job = await unlessMissing(sageMaker().send(new DescribeTrainingJobCommand({ TrainingJobName: jobName })));
  if (!job) return undefined;
  const definitions = job.AlgorithmSpecification?.MetricDefinitions ?? [];
  return {
    status: job.TrainingJobStatus!,
    definitions: definitions.map(({ Name = '', Regex = '' }) => ({ Name, Regex })),
  };
}

/** Name of the newest training job whose name contains `nameContains`; undefined when there is none. */
export async function findNewestTrainingJob(nameContains: string): Promise<string | undefined> {
  const { TrainingJobSummaries } = await sageMaker().send(
    new ListTrainingJobsCommand({
      NameContains: nameContains,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 1,
    }),
  );
  return TrainingJobSummaries?.[0]?.TrainingJobName;
}

/** An endpoint's status, e.g. `InService`; undefined when there is none of this name. */
export async function findEndpointStatus(endpointName: string): Promise<string | undefined> {
  const endpoint = await unlessMissing(sageMaker().send(new DescribeEndpointCommand({ EndpointName: endpointName })));
  return endpoint?.EndpointStatus;
}

/** How many percent of its requests an endpoint keeps (data capture); 0 where it keeps none or there is none. */
export async function findCapturedPercent(endpointName: string): Promise<number> {
  const endpoint = await unlessMissing(sageMaker().send(new DescribeEndpointCommand({ EndpointName: endpointName })));
  const { CaptureStatus, CurrentSamplingPercentage = 0 } = endpoint?.DataCaptureConfig ?? {};
  return CaptureStatus === 'Started' ? CurrentSamplingPercentage : 0;
}
