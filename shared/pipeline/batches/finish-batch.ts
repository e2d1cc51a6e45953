import { createOnce, deleteObject } from '../../aws/s3.ts';
import { startExecution } from '../../aws/step-functions.ts';
import type { Batch } from '../../contracts/batch.ts';
import type { Project } from '../../contracts/project.ts';
import { closeCounter } from '../../documents/batch-counter.ts';
import { dropMarker } from '../../documents/label-request.ts';
import { changeRecord, PARALLEL_CALLS } from '../../documents/ledger.ts';
import { readProject } from '../../documents/project.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { executionInput, isFollowed } from '../../domain/batches/batch-route.ts';
import { claimImage } from '../../domain/batches/claim-image.ts';
import { labelCategories } from '../../domain/labeling/labeling-request.ts';
import { videoWorkerTemplate, workerTemplate } from '../../domain/labeling/worker-template.ts';
import { projectKeys } from '../../domain/project/bucket-keys.ts';
import { batchExecutionName } from '../../domain/project/names.ts';
import { inParallel } from '../../in-parallel.ts';

/**
 * Carries a committed batch through: claims its images, drops their markers, lays the labeling job's documents down and
 * starts the execution. Begins anywhere and may be repeated; the batch stays open on the counter until all of it is
 * done.
 */
export async function finishBatch(bucket: string, stateMachineArn: string, batch: Batch): Promise<Batch> {
  await claimImages(bucket, batch);
  if (batch.reason !== 'import') {
    await writeDocuments(bucket, batch, await readProject(bucket, batch.configKey));
  }
  await startExecution(stateMachineArn, batchExecutionName(batch), executionInput(batch));
  if (batch.requestId) await dropMarker(projectBucket(bucket, batch.project), batch.requestId);
  await closeCounter(bucket, batch);
  return batch;
}

async function claimImages(bucket: string, batch: Batch): Promise<void> {
  const { project, batchId, images } = batch;
  const keys = projectKeys(project);
  await inParallel(images, PARALLEL_CALLS, async (image) => {
    const record = await changeRecord(projectBucket(bucket, project), image, (present) => claimImage(present, batch));
    if (record?.batchId === batchId) await deleteObject(bucket, keys.pending(image, record.attempts));
  });
}

async function writeDocuments(bucket: string, batch: Batch, project: Project): Promise<void> {
  const { batchId, note } = batch;
  const keys = projectKeys(project.project);
  await createOnce(bucket, keys.labelCategories(batchId), JSON.stringify(labelCategories(project.labels)));
  const template = isFollowed(batch, project) ? videoWorkerTemplate(project) : workerTemplate(project, note);
  await createOnce(bucket, keys.workerTemplate(batchId), template, 'text/html');
}
