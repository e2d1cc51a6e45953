import type { ShardFacts } from '../core/shard-facts.ts';
import type { EngineContext } from '../engine-context.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { factsOfJob, outputManifestUri } from './advance-job.ts';
import type { Job } from './job.ts';
import type { JobDocument } from './job-document.ts';

/** @throws LabelingApiError `ResourceNotFound` */
export async function findJob(engine: EngineContext, name: string): Promise<{ job: Job; document: JobDocument }> {
  const found = await engine.jobs.find(name);
  if (!found) throw new LabelingApiError('ResourceNotFound', `Labeling job ${name} does not exist`);
  return found;
}

/** LabelCounters: sums over the ledger, so they are true at every moment. */
export async function labelCounters(job: Job, document: JobDocument) {
  const facts = await factsOfJob(job, document);
  const sum = (of: (one: ShardFacts) => number) => facts.reduce((total, one) => total + of(one), 0);
  const human = sum((one) => one.labeled);
  const machine = sum((one) => one.machineLabeled);
  return {
    TotalLabeled: human + machine,
    HumanLabeled: human,
    MachineLabeled: machine,
    FailedNonRetryableError: sum((one) => one.failed),
    Unlabeled: sum((one) => one.unlabeled),
  };
}

/** The members that descriptions and summaries share. */
export async function summaryOf(job: Job, document: JobDocument) {
  const { request } = document;
  return {
    LabelingJobName: request.LabelingJobName,
    LabelingJobArn: document.arn,
    CreationTime: new Date(document.createdAt),
    LastModifiedTime: new Date(document.modifiedAt),
    LabelingJobStatus: document.status,
    LabelCounters: await labelCounters(job, document),
    ...(document.failureReason && { FailureReason: document.failureReason }),
    ...(document.ledger && {
      LabelingJobOutput: {
        OutputDatasetS3Uri: outputManifestUri(document),
        ...(document.automation?.model && { FinalActiveLearningModelArn: document.automation.model.arn }),
      },
    }),
    InputConfig: request.InputConfig,
  };
}
