import { createOnce } from '../aws/s3.ts';
import type { PreparePreLabelsOutput, StepInput } from '../contracts/workflow-state.ts';
import { readBatch } from '../documents/batch.ts';
import { findChampion } from '../documents/champion.ts';
import { readRecords } from '../documents/ledger.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { isFollowed } from '../domain/batches/batch-route.ts';
import { imageList } from '../domain/batches/image-list.ts';
import { transformPlan } from '../domain/models/inference-request.ts';
import { transformJobName } from '../domain/project/names.ts';
import { sha256 } from '../sha256.ts';

/**
 * Lets the champion, if there is one, predict the batch's train images, so that workers correct boxes instead of
 * drawing all of them.
 */
export async function preparePreLabels(bucket: string, input: StepInput): Promise<PreparePreLabelsOutput> {
  const { project, batchId, configKey } = input;
  const { labeling, taskType } = await readProject(bucket, configKey);
  const own = projectBucket(bucket, project);
  const batch = await readBatch(own, batchId);
  const { images, reason } = batch;
  // Who corrects a label starts from that label; who follows objects through videos from nothing.
  const isStart = labeling.preLabel && reason !== 'relabel' && !isFollowed(batch, { labeling });
  const champion = isStart ? await findChampion(own) : undefined;
  if (!champion) return { transforms: [] };
  const train = (await readRecords(own, images)).filter(({ split }) => split === 'train');
  if (train.length === 0) return { transforms: [] };
  const keys = own.keys;
  const list = imageList(
    bucket,
    project,
    train.map(({ imageKey }) => imageKey),
  );
  await createOnce(bucket, keys.preLabelManifest(batchId), list);
  const plan = transformPlan(input, {
    name: transformJobName(champion.modelName, sha256(list)),
    modelName: champion.modelName,
    bucket,
    imagesKey: keys.preLabelManifest(batchId),
    outputPrefix: keys.preLabelsPrefix(batchId),
    taskType,
  });
  return { transforms: [plan] };
}
