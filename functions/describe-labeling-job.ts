import { findLabelingJob } from '../shared/aws/labeling-jobs.ts';
import { findSize } from '../shared/aws/s3.ts';
import { readConfig } from '../shared/config.ts';
import { type DescribeLabelingJobOutput, type StepInput, stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { outputManifestKey } from '../shared/domain/labeling/labeling-request.ts';
import { labelingJobName } from '../shared/domain/project/names.ts';
import { ObjectMissingError } from '../shared/errors.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

const SETTLED = ['Completed', 'Failed', 'Stopped'];

/** Says how the batch's labeling job stands. A stopped or failed job is usable too when it left an output manifest: its labels are paid for. */
export async function describeLabelingJob(input: StepInput): Promise<DescribeLabelingJobOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const name = labelingJobName(input);
  const job = await findLabelingJob(name);
  if (!job) throw new ObjectMissingError(`there is no labeling job ${name}`);
  const status = job.LabelingJobStatus!;
  const settled = SETTLED.includes(status);
  return {
    status,
    settled,
    usable: settled && (await findSize(BUCKET, outputManifestKey(input))) !== undefined,
    totalLabeled: job.LabelCounters?.TotalLabeled ?? 0,
    unlabeled: job.LabelCounters?.Unlabeled ?? 0,
    reason: job.FailureReason ?? '',
  };
}

export const handler = createHandler('describe-labeling-job', stepInputSchema, describeLabelingJob);
