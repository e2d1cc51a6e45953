import { createOnce } from '../shared/aws/s3.ts';
import { findEndpointConfigName } from '../shared/aws/sagemaker.ts';
import { findSmokeImage } from '../shared/aws/smoke-image.ts';
import {
  parseLabeledImages,
  readDataset,
  readPredictions,
  readProject,
  requireCurrentFence,
} from '../shared/aws/training-documents.ts';
import { readConfig } from '../shared/config.ts';
import {
  type ScoreModelInput,
  type ScoreModelOutput,
  scoreModelInputSchema,
} from '../shared/contracts/workflow-state.ts';
import { projectKeys } from '../shared/domain/bucket-keys.ts';
import { compareModels } from '../shared/domain/evaluation.ts';
import { endpointConfigRequest } from '../shared/domain/inference-request.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/** Scores challenger and champion on the same validation images, lets the gate decide and says how to deploy and to test. */
export async function scoreModel(input: ScoreModelInput): Promise<ScoreModelOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const { project, validationHash, modelName, championModelName } = input;
  await requireCurrentFence(BUCKET, project, input.fence);
  const { gate, endpoint } = await readProject(BUCKET, input.configKey);
  const { validationManifest, labels } = await readDataset(BUCKET, project, input.datasetVersion);
  const images = parseLabeledImages(validationManifest, `the validation manifest of version ${input.datasetVersion}`);
  const folderOf = (model: string) => projectKeys(project).evaluationPrefix(validationHash, model);
  const answersOf = async (model: string) => ({
    modelName: model,
    predictions: await readPredictions(BUCKET, folderOf(model), images),
  });

  const challenger = await answersOf(modelName);
  const champion = championModelName === null ? null : await answersOf(championModelName);
  const truth = images.map((image) => image.boxes);
  const decision = compareModels({ validationHash, truth, labels, challenger, champion, gate });
  for (const evaluation of [decision.challenger, decision.champion])
    if (evaluation)
      await createOnce(BUCKET, `${folderOf(evaluation.modelName)}evaluation.json`, JSON.stringify(evaluation));
  await createOnce(BUCKET, `${folderOf(modelName)}decision.json`, JSON.stringify(decision));
  const smokeTestKey = `${folderOf(modelName)}smoke-test.json`;
  const smokeTest = await findSmokeImage(BUCKET, images, challenger.predictions);
  await createOnce(BUCKET, smokeTestKey, JSON.stringify(smokeTest));
  return {
    decision: decision.decision,
    reason: decision.reason,
    map50: decision.challenger.map50,
    map5095: decision.challenger.map5095,
    endpointName: endpoint.name,
    endpointConfigName: modelName,
    endpointConfigRequest: endpointConfigRequest(input, modelName, endpoint),
    previousEndpointConfigName: (await findEndpointConfigName(endpoint.name)) ?? null,
    smokeTestKey,
  };
}

export const handler = createHandler('score-model', scoreModelInputSchema, scoreModel);
