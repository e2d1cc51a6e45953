import { createOnce } from '../shared/aws/s3.ts';
import { findEndpointConfigName } from '../shared/aws/sagemaker.ts';
import { readConfig } from '../shared/config.ts';
import type { ScoreModelInput, ScoreModelOutput } from '../shared/contracts/workflow-state.ts';
import { scoreModelInputSchema } from '../shared/contracts/workflow-state.ts';
import { readDataset } from '../shared/documents/dataset-head.ts';
import { parseLabeledImages, readAnswers, readPromotionImages } from '../shared/documents/labeled-images.ts';
import { readProject } from '../shared/documents/project.ts';
import { findSmokeImage } from '../shared/documents/smoke-image.ts';
import { requireCurrentFence } from '../shared/documents/training-claim.ts';
import { ENDPOINT_MAX_BYTES } from '../shared/domain/batches/limits.ts';
import { compareModels } from '../shared/domain/models/evaluation.ts';
import { endpointConfigRequest } from '../shared/domain/models/inference-request.ts';
import { projectKeys } from '../shared/domain/project/bucket-keys.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/** Scores challenger and champion on the same validation images, lets the gate decide and says how to deploy and to test. */
export async function scoreModel(input: ScoreModelInput): Promise<ScoreModelOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const { project, validationHash, modelName, championModelName } = input;
  await requireCurrentFence(BUCKET, project, input.fence);
  const { gate, endpoint } = await readProject(BUCKET, input.configKey);
  const { validationManifest, labels } = await readDataset(BUCKET, project, input.datasetVersion);
  const what = `the validation manifest of version ${input.datasetVersion}`;
  const images = parseLabeledImages(validationManifest, what, labels);
  const folderOf = (model: string) => projectKeys(project).evaluationPrefix(validationHash, model);
  const answersOf = (model: string) => readAnswers(BUCKET, folderOf(model), model, images);
  const challenger = await answersOf(modelName);
  const champion = championModelName === null ? null : await answersOf(championModelName);
  const truth = images.map((image) => image.boxes);
  const known = champion && (await readPromotionImages(BUCKET, project));
  const isKnown = images.map(({ key }) => known?.has(key) ?? false);
  const decision = compareModels({ validationHash, truth, labels, challenger, champion, isKnown, gate });
  const write = (model: string, file: string, document: object) =>
    createOnce(BUCKET, `${folderOf(model)}${file}`, JSON.stringify(document));
  await write(modelName, 'evaluation.json', decision.challenger);
  if (champion) await write(champion.modelName, 'evaluation.json', decision.champion!);
  await write(modelName, 'decision.json', decision);
  const limit = ENDPOINT_MAX_BYTES[endpoint.mode];
  await write(modelName, 'smoke-test.json', await findSmokeImage(BUCKET, images, challenger.predictions, limit));
  const serving = (await findEndpointConfigName(endpoint.name)) ?? null;
  return {
    decision: decision.decision,
    reason: decision.reason,
    map50: decision.challenger.map50,
    map5095: decision.challenger.map5095,
    endpointName: endpoint.name,
    endpointConfigName: modelName,
    endpointConfigRequest: endpointConfigRequest(input, modelName, endpoint),
    // A redrive meets its own config: a model, its config and so the champion's config share one name.
    previousEndpointConfigName: serving === modelName ? championModelName : serving,
    smokeTestKey: `${folderOf(modelName)}smoke-test.json`,
  };
}

export const handler = createHandler('score-model', scoreModelInputSchema, scoreModel);
