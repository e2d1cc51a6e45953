import { readConfig } from '../shared/config.ts';
import {
  type ReleaseTrainingInput,
  type ReleaseTrainingOutput,
  releaseTrainingInputSchema,
} from '../shared/contracts/workflow-state.ts';
import { findDatasetHead } from '../shared/documents/dataset-head.ts';
import { readProject } from '../shared/documents/project.ts';
import { changeTrainingClaim } from '../shared/documents/training-claim.ts';
import { NO_TRAINING, release } from '../shared/domain/training/training-claim.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/** Trainings of one execution; more would crowd its history, so the sweep starts the next execution. */
const MAX_LOOPS = 5;

/** Gives the claim on training back, or keeps it when a newer dataset waits and is due. */
export async function releaseTraining(input: ReleaseTrainingInput): Promise<ReleaseTrainingOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const { executionArn, fence, datasetVersion, now } = input;
  const { training } = await readProject(BUCKET, input.configKey);
  const done = { executionArn, fence, datasetVersion, mayGoOn: input.loops < MAX_LOOPS };
  let again = false;
  await changeTrainingClaim(BUCKET, input.project, async (stored) => {
    const dataset = await findDatasetHead(BUCKET, input.project);
    const outcome = release(stored ?? NO_TRAINING, done, { training, dataset, now });
    again = outcome.again;
    return outcome.next;
  });
  return { again, datasetVersion };
}

export const handler = createHandler('release-training', releaseTrainingInputSchema, releaseTraining);
