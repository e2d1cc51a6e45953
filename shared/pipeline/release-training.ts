import { crossValidates } from '../../algorithms/algorithms.ts';
import type { ReleaseTrainingInput, ReleaseTrainingOutput } from '../contracts/workflow-state.ts';
import { findDatasetHead } from '../documents/dataset-head.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { changeTrainingClaim } from '../documents/training-claim.ts';
import { NO_TRAINING, releaseClaim } from '../domain/training/training-claim.ts';

/** Trainings of one execution; more would crowd its history, so the sweep starts the next execution. */
const MAX_LOOPS = 5;

/** Gives the claim on training back, or keeps it when a newer dataset waits and is due. */
export async function releaseTraining(bucket: string, input: ReleaseTrainingInput): Promise<ReleaseTrainingOutput> {
  const { executionArn, fence, datasetVersion, now } = input;
  const { training } = await readProject(bucket, input.configKey);
  const done = { executionArn, fence, datasetVersion, mayGoOn: input.loops < MAX_LOOPS };
  let again = false;
  const own = projectBucket(bucket, input.project);
  await changeTrainingClaim(own, async (stored) => {
    const dataset = await findDatasetHead(own);
    const need = { training, dataset, now, crossValidates: crossValidates(training.algorithm) };
    const outcome = releaseClaim(stored ?? NO_TRAINING, done, need);
    again = outcome.again;
    return outcome.next;
  });
  return { again, datasetVersion };
}
