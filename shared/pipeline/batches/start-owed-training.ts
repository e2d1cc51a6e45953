import { crossValidates } from '../../../algorithms/algorithms.ts';
import { isExecutionRunning, startExecution } from '../../aws/step-functions.ts';
import { findBatch, freezeProject } from '../../documents/batch.ts';
import { findDatasetHead } from '../../documents/dataset-head.ts';
import { loadProject, readProject } from '../../documents/project.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { changeTrainingClaim, findTrainingClaim } from '../../documents/training-claim.ts';
import { whyNoTraining } from '../../domain/batches/labels-only.ts';
import { trainingExecutionName } from '../../domain/project/names.ts';
import { trainingIsOwed } from '../../domain/training/training-claim.ts';

/**
 * Starts an execution that only trains when a dataset version was wanted, nobody alive trains it, and it is due. One
 * per version, claim and failure: the name carries all three. It trains with what project.json says today, not with
 * what the batch froze: a corrected hyperparameter is how people mend a training that failed.
 * @param now ISO 8601
 * @returns the execution's name; undefined when nothing is owed
 */
export async function startOwedTraining(
  bucket: string,
  stateMachineArn: string,
  project: string,
  now: string,
): Promise<string | undefined> {
  const own = projectBucket(bucket, project);
  const claim = await findTrainingClaim(own);
  if (!claim || claim.wanted <= claim.trained) return undefined;
  const dataset = await findDatasetHead(own);
  const folder = dataset?.versions.find((version) => version.datasetVersion === dataset.head)?.folder;
  const batch = folder && (await findBatch(own, folder.split('-')[0]!));
  if (!batch) return undefined;
  const loaded = await loadProject(own);
  const isToday = 'project' in loaded && loaded.project.uid === batch.uid;
  const config = isToday ? loaded.project : await readProject(bucket, batch.configKey);
  const { training } = config;
  if (whyNoTraining(config)) return undefined;
  const holderIsRunning = claim.holder !== null && (await isExecutionRunning(claim.holder));
  const need = { training, dataset, now, crossValidates: crossValidates(training.algorithm) };
  if (!trainingIsOwed(claim, need, holderIsRunning)) return undefined;
  const { uid, batchId } = batch;
  const configKey = isToday ? await freezeProject(bucket, config) : batch.configKey;
  const name = trainingExecutionName(batch, claim.wanted, claim.fence, claim.failures);
  const started = await startExecution(stateMachineArn, name, { project, uid, mode: 'train', batchId, configKey });
  if (started) return name;
  // It ended before it took the claim (a throttle, an abort): one more failure, so that the next one has another name
  // and waits.
  await changeTrainingClaim(own, async (present) =>
    present?.fence === claim.fence && present.failures === claim.failures
      ? { ...present, writerId: name, failures: claim.failures + 1, failedAt: now }
      : undefined,
  );
  return undefined;
}
