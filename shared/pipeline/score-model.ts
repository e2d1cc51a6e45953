import { createOnce } from '../aws/s3.ts';
import { findOwnEndpointConfigName } from '../aws/sagemaker.ts';
import type { ScoreModelInput, ScoreModelOutput } from '../contracts/workflow-state.ts';
import { readDataset } from '../documents/dataset-head.ts';
import { parseLabeledImages, readAnswers, readPromotionImages } from '../documents/labeled-images.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { requireCurrentFence } from '../documents/training-claim.ts';
import { findTrainingEvidence } from '../documents/training-evidence.ts';
import { ENDPOINT_MAX_BYTES } from '../domain/batches/limits.ts';
import { compareModels } from '../domain/models/evaluation.ts';
import { endpointConfigRequest } from '../domain/models/inference-request.ts';
import { endpointNameOf } from '../domain/project/names.ts';
import { projectTags } from '../domain/training/training-request.ts';
import { findSmokeImage } from './models/smoke-image.ts';

/**
 * Scores challenger and champion on the same validation images, lets the gate decide and says how to deploy and to
 * test.
 */
export async function scoreModel(
  bucket: string,
  input: ScoreModelInput,
  endpointPrefix: string,
): Promise<ScoreModelOutput> {
  const { project, validationHash, modelName, championModelName } = input;
  const own = projectBucket(bucket, project);
  await requireCurrentFence(own, input.fence);
  const { gate, endpoint, validationFraction } = await readProject(bucket, input.configKey);
  const { validationManifest, labels } = await readDataset(own, input.datasetVersion);
  const what = `the validation manifest of version ${input.datasetVersion}`;
  const images = parseLabeledImages(validationManifest, what, labels);
  const folderOf = (model: string) => own.keys.evaluationPrefix(validationHash, model);
  const answersOf = (model: string) => readAnswers(bucket, folderOf(model), model, images, labels.length);
  const challenger = await answersOf(modelName);
  const champion = championModelName === null ? null : await answersOf(championModelName);
  const truth = images.map((image) => image.boxes);
  const known = champion && (await readPromotionImages(own));
  const isKnown = images.map(({ key }) => known?.has(key) ?? false);
  const evidence = {
    challenger: await findTrainingEvidence(own, input.trainingJobName),
    // A model bears the name of its training job.
    champion: champion ? await findTrainingEvidence(own, champion.modelName) : undefined,
  };
  const decision = compareModels({
    validationHash,
    truth,
    labels,
    challenger,
    champion,
    isKnown,
    evidence,
    gate,
    validationFraction,
  });
  const write = (model: string, file: string, document: object) =>
    createOnce(bucket, `${folderOf(model)}${file}`, JSON.stringify(document));
  await write(modelName, 'evaluation.json', decision.challenger);
  if (champion) await write(champion.modelName, 'evaluation.json', decision.champion!);
  await write(modelName, 'decision.json', decision);
  const limit = ENDPOINT_MAX_BYTES[endpoint.mode];
  await write(modelName, 'smoke-test.json', await findSmokeImage(bucket, images, challenger.predictions, limit));
  const endpointName = endpointNameOf(endpointPrefix, endpoint.name);
  const endpointTags = projectTags(input);
  const serving = (await findOwnEndpointConfigName(endpointName, endpointTags)) ?? null;
  return {
    decision: decision.decision,
    reason: decision.reason,
    metric: decision.challenger.metric,
    score: decision.challenger.score,
    others: decision.challenger.others,
    map50: decision.challenger.score,
    map5095: decision.challenger.others.mAP5095 ?? 0,
    endpointName,
    endpointTags,
    endpointConfigName: modelName,
    endpointConfigRequest: endpointConfigRequest(input, modelName, endpoint),
    // A redrive meets its own config: a model, its config and so the champion's config share one name.
    previousEndpointConfigName: serving === modelName ? championModelName : serving,
    smokeTestKey: `${folderOf(modelName)}smoke-test.json`,
  };
}
