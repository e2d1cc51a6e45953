import { createOnce } from '../aws/s3.ts';
import { findOwnEndpointConfigName } from '../aws/sagemaker.ts';
import { isTrained } from '../contracts/trained-tasks.ts';
import type { ScoreModelInput, ScoreModelOutput } from '../contracts/workflow-state.ts';
import { readDataset } from '../documents/dataset-head.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { requireCurrentFence } from '../documents/training-claim.ts';
import { endpointConfigRequest } from '../domain/models/inference-request.ts';
import { endpointNameOf, variantNameOf } from '../domain/project/names.ts';
import { s3Uri } from '../domain/project/s3-uri.ts';
import { deploymentConfig } from '../domain/training/deployment-config.ts';
import { modelPackageGroupRequest, modelPackageRequest } from '../domain/training/model-package.ts';
import { projectTags } from '../domain/training/training-request.ts';
import { UnsupportedError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { judgeBoxes } from './models/judge-boxes.ts';
import { judgeKind } from './models/judge-kind.ts';

/** SageMaker's most for a ClientToken. */
const TOKEN_LENGTH = 36;

/**
 * Scores challenger and champion on the same validation images, lets the gate decide and says how to deploy and to
 * test.
 * @param endpointAlarms names of the alarms that bring the model before back while requests move to a new one
 */
export async function scoreModel(
  bucket: string,
  input: ScoreModelInput,
  endpointPrefix: string,
  endpointAlarms: readonly string[],
): Promise<ScoreModelOutput> {
  const { project, validationHash, modelName, championModelName } = input;
  const own = projectBucket(bucket, project);
  await requireCurrentFence(own, input.fence);
  const config = await readProject(bucket, input.configKey);
  const { endpoint, taskType } = config;
  if (!isTrained(taskType)) throw new UnsupportedError(`no model of ${taskType} is judged`);
  const dataset = await readDataset(own, input.datasetVersion);
  const folderOf = (model: string) => own.keys.evaluationPrefix(validationHash, model);
  const { decision, smokeTest } = await (taskType === 'bounding-box'
    ? judgeBoxes(own, input, config, dataset)
    : judgeKind(own, input, config, dataset, taskType));
  const write = (model: string, file: string, document: object) =>
    createOnce(bucket, `${folderOf(model)}${file}`, JSON.stringify(document));
  await write(modelName, 'evaluation.json', decision.challenger);
  if (decision.champion) await write(decision.champion.modelName, 'evaluation.json', decision.champion);
  await write(modelName, 'decision.json', { ...decision, ...(input.training && { training: input.training }) });
  await write(modelName, 'smoke-test.json', smokeTest);
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
    endpointConfigRequest: endpointConfigRequest(
      input,
      { modelName, variantName: variantNameOf(endpointPrefix) },
      config,
      s3Uri(bucket, own.keys.captureOf(modelName)),
    ),
    ...(endpoint.rollout && { deploymentConfig: deploymentConfig(endpoint.rollout, endpointAlarms) }),
    // A redrive meets its own config: a model, its config and so the champion's config share one name.
    previousEndpointConfigName: serving === modelName ? championModelName : serving,
    smokeTestKey: `${folderOf(modelName)}smoke-test.json`,
    approval: config.training.approval ?? 'automatic',
    modelPackageGroupRequest: modelPackageGroupRequest(endpointPrefix, input),
    modelPackageRequest: modelPackageRequest(
      endpointPrefix,
      input,
      { ...input, decision, decisionUri: s3Uri(bucket, `${folderOf(modelName)}decision.json`) },
      config,
      sha256(modelName).slice(0, TOKEN_LENGTH),
    ),
  };
}
