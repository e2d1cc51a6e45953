import { readConfig } from '../shared/config.ts';
import {
  type PrepareTrainingInput,
  type PrepareTrainingOutput,
  prepareTrainingInputSchema,
} from '../shared/contracts/workflow-state.ts';
import {
  findChampion,
  isEvaluated,
  readDataset,
  readProject,
  requireCurrentFence,
} from '../shared/documents/training-documents.ts';
import { modelRequest, transformPlan } from '../shared/domain/models/inference-request.ts';
import { projectKeys } from '../shared/domain/project/bucket-keys.ts';
import { modelName, trainingJobName, transformJobName } from '../shared/domain/project/names.ts';
import { algorithmImage, trainingRequest } from '../shared/domain/training/training-request.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { sha256 } from '../shared/sha256.ts';

/** Builds the requests that train the challenger and let it, and the champion where it has not yet, predict the validation images. */
export async function prepareTraining(input: PrepareTrainingInput): Promise<PrepareTrainingOutput> {
  const config = readConfig('BUCKET', 'TRAINING_ROLE_ARN', 'MODEL_ROLE_ARN', 'DETECTOR_IMAGE');
  const bucket = config.BUCKET;
  await requireCurrentFence(bucket, input.project, input.fence);
  const keys = projectKeys(input.project);
  const { training } = await readProject(bucket, input.configKey);
  const dataset = await readDataset(bucket, input.project, input.datasetVersion);
  const champion = await findChampion(bucket, input.project);

  const jobName = trainingJobName(input, input);
  const challenger = modelName(jobName);
  const image = algorithmImage(training.algorithm, config.DETECTOR_IMAGE, input.executionArn);
  const validationHash = sha256(dataset.validationManifest);
  const models = [challenger];
  if (champion && !(await isEvaluated(bucket, input.project, validationHash, champion.modelName)))
    models.push(champion.modelName);
  const plan = { ...dataset, owner: input, bucket, training, image, trainingJobName: jobName };
  return {
    trainingJobName: jobName,
    trainingRequest: trainingRequest({ ...plan, roleArn: config.TRAINING_ROLE_ARN }),
    modelName: challenger,
    modelRequest: modelRequest(input, challenger, image, config.MODEL_ROLE_ARN),
    validationHash,
    transforms: models.map((name) =>
      transformPlan(input, {
        // The job's name is in the hash: a champion's transform that failed once must be possible again.
        name: transformJobName(name, sha256(`${validationHash} ${jobName}`)),
        modelName: name,
        bucket,
        imagesKey: keys.datasetImages(dataset.folder, 'validation'),
        outputPrefix: keys.evaluationPrefix(validationHash, name),
      }),
    ),
    championModelName: champion?.modelName ?? null,
  };
}

export const handler = createHandler('prepare-training', prepareTrainingInputSchema, prepareTraining);
