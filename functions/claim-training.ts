import { isExecutionRunning } from '../shared/aws/step-functions.ts';
import { readConfig } from '../shared/config.ts';
import { type ClaimTrainingOutput, type StepInput, stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { findDatasetHead } from '../shared/documents/dataset-head.ts';
import { readProject } from '../shared/documents/project.ts';
import { changeTrainingClaim } from '../shared/documents/training-claim.ts';
import { LABEL_TASKS } from '../shared/domain/answer-kinds/tasks/task-types.ts';
import { labelsOnlyReason } from '../shared/domain/batches/labels-only.ts';
import { type ClaimOutcome, claim, NO_TRAINING } from '../shared/domain/training/training-claim.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/**
 * Takes the project's claim on training for the head of the dataset, or says why not. Running it again gives the holder the
 * same fence.
 */
export async function claimTraining(input: StepInput): Promise<ClaimTrainingOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const { executionArn, now } = input;
  const { training, taskType } = await readProject(BUCKET, input.configKey);
  if (!LABEL_TASKS[taskType].isTrainable) {
    const dataset = await findDatasetHead(BUCKET, input.project);
    const reason = labelsOnlyReason(BUCKET, input.project, dataset);
    return { decision: 'notDue', reason, fence: 0, datasetVersion: dataset?.head ?? 0 };
  }
  let outcome: ClaimOutcome | undefined;
  let head = 0;
  const document = await changeTrainingClaim(BUCKET, input.project, async (stored) => {
    const present = stored ?? NO_TRAINING;
    const dataset = await findDatasetHead(BUCKET, input.project);
    const isHeld = present.holder !== null && present.holder !== executionArn;
    head = dataset?.head ?? 0;
    outcome = claim(
      present,
      executionArn,
      { training, dataset, now },
      isHeld && (await isExecutionRunning(present.holder!)),
    );
    return outcome.next;
  });
  return { decision: outcome!.decision, reason: outcome!.reason, fence: document?.fence ?? 0, datasetVersion: head };
}

export const handler = createHandler('claim-training', stepInputSchema, claimTraining);
