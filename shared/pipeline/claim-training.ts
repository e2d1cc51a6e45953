import { crossValidates } from '../../algorithms/algorithms.ts';
import { isExecutionRunning } from '../aws/step-functions.ts';
import type { ClaimTrainingOutput, StepInput } from '../contracts/workflow-state.ts';
import { findDatasetHead } from '../documents/dataset-head.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { changeTrainingClaim } from '../documents/training-claim.ts';
import { labelsOnlyReason, whyNoTraining } from '../domain/batches/labels-only.ts';
import { usdOfStart } from '../domain/money/training-limit.ts';
import { type ClaimOutcome, claim, NO_TRAINING } from '../domain/training/training-claim.ts';

/**
 * Takes the project's claim on training for the head of the dataset, or says why not. Running it again gives the holder
 * the same fence.
 */
export async function claimTraining(bucket: string, input: StepInput): Promise<ClaimTrainingOutput> {
  const { executionArn, now } = input;
  const config = await readProject(bucket, input.configKey);
  const { training } = config;
  const own = projectBucket(bucket, input.project);
  const why = whyNoTraining(config);
  if (why) {
    const dataset = await findDatasetHead(own);
    const reason = labelsOnlyReason(bucket, input.project, why, dataset);
    return { decision: 'notDue', reason, fence: 0, datasetVersion: dataset?.head ?? 0, usd: 0 };
  }
  let outcome: ClaimOutcome | undefined;
  let head = 0;
  const document = await changeTrainingClaim(own, async (stored) => {
    const present = stored ?? NO_TRAINING;
    const dataset = await findDatasetHead(own);
    const isHeld = present.holder !== null && present.holder !== executionArn;
    head = dataset?.head ?? 0;
    outcome = claim(
      present,
      executionArn,
      { training, dataset, now, crossValidates: crossValidates(training.algorithm) },
      isHeld && (await isExecutionRunning(present.holder!)),
    );
    return outcome.next;
  });
  const { decision, reason } = outcome!;
  const usd = decision === 'train' ? usdOfStart(training) : 0;
  return { decision, reason, fence: document?.fence ?? 0, datasetVersion: head, usd };
}
