import { createOnce } from '../shared/aws/s3.ts';
import { readConfig } from '../shared/config.ts';
import { type PreparePreLabelsOutput, type StepInput, stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { readBatch } from '../shared/documents/batch.ts';
import { findChampion } from '../shared/documents/champion.ts';
import { readRecords } from '../shared/documents/ledger.ts';
import { readProject } from '../shared/documents/project.ts';
import { imageList } from '../shared/domain/batches/image-list.ts';
import { transformPlan } from '../shared/domain/models/inference-request.ts';
import { projectKeys } from '../shared/domain/project/bucket-keys.ts';
import { transformJobName } from '../shared/domain/project/names.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { sha256 } from '../shared/sha256.ts';

/** Lets the champion, if there is one, predict the batch's train images, so that workers correct boxes instead of drawing all of them. */
export async function preparePreLabels(input: StepInput): Promise<PreparePreLabelsOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const { project, batchId, configKey } = input;
  const { labeling } = await readProject(BUCKET, configKey);
  const { images, reason } = await readBatch(BUCKET, project, batchId);
  // Who corrects a label starts from that label.
  const champion = labeling.preLabel && reason !== 'relabel' ? await findChampion(BUCKET, project) : undefined;
  if (!champion) return { transforms: [] };
  const train = (await readRecords(BUCKET, project, images)).filter(({ split }) => split === 'train');
  if (train.length === 0) return { transforms: [] };
  const keys = projectKeys(project);
  const list = imageList(
    BUCKET,
    project,
    train.map(({ imageKey }) => imageKey),
  );
  await createOnce(BUCKET, keys.preLabelManifest(batchId), list);
  const plan = transformPlan(input, {
    name: transformJobName(champion.modelName, sha256(list)),
    modelName: champion.modelName,
    bucket: BUCKET,
    imagesKey: keys.preLabelManifest(batchId),
    outputPrefix: keys.preLabelsPrefix(batchId),
  });
  return { transforms: [plan] };
}

export const handler = createHandler('prepare-pre-labels', stepInputSchema, preparePreLabels);
