import { findAlgorithm } from '../../algorithms/algorithms.ts';
import { totalBytes } from '../aws/s3.ts';
import type { PrepareTrainingInput, PrepareTrainingOutput } from '../contracts/workflow-state.ts';
import { findChampion } from '../documents/champion.ts';
import { readDataset } from '../documents/dataset-head.ts';
import { isEvaluated } from '../documents/labeled-images.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { requireCurrentFence } from '../documents/training-claim.ts';
import { modelRequest, transformPlan } from '../domain/models/inference-request.ts';
import { modelName, trainingJobName, transformJobName } from '../domain/project/names.ts';
import { algorithmName, trainingProblems } from '../domain/training/check-training.ts';
import { algorithmImages, trainingRequest } from '../domain/training/training-request.ts';
import { UnsupportedError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { writeChannels } from './datasets/write-channels.ts';
import { findWarmStart } from './models/warm-start.ts';

/** Roles that SageMaker takes on, and the image that labelloop builds. */
export interface TrainingPlace {
  trainingRoleArn: string;
  modelRoleArn: string;
  ownImage: string;
}

/**
 * Builds the requests that train the challenger and let it, and the champion where it has not yet, predict the
 * validation images.
 * @throws UnsupportedError for settings that the algorithm refuses, StaleFenceError when a newer claim on training
 *   exists
 */
export async function prepareTraining(
  bucket: string,
  input: PrepareTrainingInput,
  { trainingRoleArn, modelRoleArn, ownImage }: TrainingPlace,
): Promise<PrepareTrainingOutput> {
  const own = projectBucket(bucket, input.project);
  await requireCurrentFence(own, input.fence);
  const keys = own.keys;
  const config = await readProject(bucket, input.configKey);
  const { training } = config;
  const algorithm = findAlgorithm(training.algorithm);
  const problems = trainingProblems(config, algorithm);
  if (problems.length > 0) throw new UnsupportedError(problems.join(' | '));
  const dataset = await readDataset(own, input.datasetVersion);
  const champion = await findChampion(own);

  const jobName = trainingJobName(input, input);
  const challenger = modelName(jobName);
  const images = algorithmImages(algorithmName(training.algorithm), algorithm, ownImage, input.executionArn);
  const validationHash = sha256(dataset.validationManifest);
  const models = dataset.validation > 0 ? [challenger] : [];
  if (models.length > 0 && champion && !(await isEvaluated(own, validationHash, champion.modelName)))
    models.push(champion.modelName);
  const imageBytes = await totalBytes(bucket, keys.imagesPrefix);
  const plan = {
    owner: input,
    bucket,
    training,
    algorithm,
    image: images.train,
    imageBytes,
    trainingJobName: jobName,
    beginsWith: algorithm.startsWarm && champion && (await findWarmStart(own, champion, input.datasetVersion)),
    data: dataset,
  };
  const request = trainingRequest({ ...plan, roleArn: trainingRoleArn });
  await writeChannels(own, algorithm, dataset);
  return {
    trainingJobName: jobName,
    trainingRequest: request,
    modelName: challenger,
    modelRequest: modelRequest(input, challenger, images.serve, modelRoleArn),
    validationHash,
    transforms: models.map((name) =>
      transformPlan(input, {
        // The job's name is in the hash: a champion's transform that failed once must be possible again.
        name: transformJobName(name, sha256(`${validationHash} ${jobName}`)),
        modelName: name,
        bucket,
        imagesKey: keys.datasetImages(dataset.folder, 'validation'),
        outputPrefix: keys.evaluationPrefix(validationHash, name),
        taskType: dataset.taskType,
      }),
    ),
    championModelName: champion?.modelName ?? null,
  };
}
