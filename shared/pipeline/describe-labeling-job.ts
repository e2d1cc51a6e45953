import { findLabelingJob } from '../aws/labeling-jobs.ts';
import { findSize } from '../aws/s3.ts';
import type { DescribeLabelingJobOutput, StepInput } from '../contracts/workflow-state.ts';
import { outputManifestKey } from '../domain/labeling/labeling-request.ts';
import { labelingJobName } from '../domain/project/names.ts';
import { ObjectMissingError } from '../errors.ts';

const SETTLED = ['Completed', 'Failed', 'Stopped'];

/**
 * Says how the batch's labeling job stands. A stopped or failed job is usable too when it left an output manifest: its
 * labels are paid for.
 */
export async function describeLabelingJob(bucket: string, input: StepInput): Promise<DescribeLabelingJobOutput> {
  const name = labelingJobName(input);
  const job = await findLabelingJob(name);
  if (!job) throw new ObjectMissingError(`there is no labeling job ${name}`);
  const status = job.LabelingJobStatus!;
  const settled = SETTLED.includes(status);
  return {
    status,
    settled,
    usable: settled && (await findSize(bucket, outputManifestKey(input))) !== undefined,
    totalLabeled: job.LabelCounters?.TotalLabeled ?? 0,
    unlabeled: job.LabelCounters?.Unlabeled ?? 0,
    reason: job.FailureReason ?? '',
    ageSeconds: Math.round((Date.parse(input.now) - (job.CreationTime?.getTime() ?? Date.parse(input.now))) / 1000),
  };
}
