import { DescribeModelCommand, ListTagsCommand } from '@aws-sdk/client-sagemaker';
import { createOnce, findText } from '../../shared/aws/s3.ts';
import { findOwnEndpointConfigName, sageMaker, updateEndpoint } from '../../shared/aws/sagemaker.ts';
import { isExecutionRunning } from '../../shared/aws/step-functions.ts';
import type { ModelReport } from '../../shared/contracts/model-report.ts';
import type { Project } from '../../shared/contracts/project.ts';
import type { Champion, DeployedAnyway } from '../../shared/contracts/training.ts';
import { changeChampion, findChampion } from '../../shared/documents/champion.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { findTrainingClaim } from '../../shared/documents/training-claim.ts';
import { earlierModels } from '../../shared/domain/models/earlier-models.ts';
import { endpointConfigRequest } from '../../shared/domain/models/inference-request.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { endpointNameOf, prefixOfBucket, variantNameOf } from '../../shared/domain/project/names.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import { type Owner, projectTags } from '../../shared/domain/training/training-request.ts';
import { comesUp } from '../../shared/pipeline/models/comes-up.ts';
import { smokeTest } from '../../shared/pipeline/smoke-test.ts';
import { CommandError } from '../command.ts';
import { createEndpoint, deleteEndpoint, ensureEndpointConfig } from './live-endpoint.ts';

/**
 * Why a model cannot be deployed without `--anyway`, what the gate said, and what to do instead.
 * @returns an error to throw
 */
export function keptBack({ modelName, decision, reason }: ModelReport): CommandError {
  const kept = decision === 'keep';
  const what = kept ? `the gate kept ${modelName} back` : `${modelName} passed the gate, but did not go live`;
  const first = kept
    ? 'add the labels that the gate asks for: drop images that show them, and the next model is judged by itself'
    : '`labelloop status` says what failed';
  return new CommandError(what, {
    why: reason,
    todo: `${first}; to let it serve all the same: labelloop models deploy ${modelName} --anyway --reason "…"`,
  });
}

/**
 * Puts a model into service that the gate kept back, and makes it the champion that the next challenger has to beat. It
 * must find on the endpoint the boxes that the gate saw; else what served before serves again. May be called again
 * after a crash at any line; the first record of who wanted it, when and why stays.
 * @throws CommandError when it serves already or served before, is no model of this project, was never tried on an
 *   image, a training runs, the endpoint does not come up with it, its smoke test fails, or another model is promoted
 *   meanwhile
 * @throws NotOursError when the endpoint belongs to somebody else
 */
export async function deployAnyway(
  bucket: string,
  project: Project,
  report: ModelReport,
  record: Omit<DeployedAnyway, 'version'>,
  note: (line: string) => void,
): Promise<Champion> {
  const { modelName } = report;
  const own = projectBucket(bucket, project.project);
  const champion = await findChampion(own);
  if (champion?.modelName === modelName) throw new CommandError(`${modelName} serves already`);
  if (champion?.earlier?.includes(modelName))
    throw new CommandError(`${modelName} served before`, { todo: `labelloop models rollback ${modelName}` });
  const fence = await requireNoTraining(bucket, project.project);
  const smokeTestKey = await requireSmokeTest(bucket, project.project, report);
  const owner = await requireOwnModel(project, modelName);
  const prefix = prefixOfBucket(bucket);
  const variantName = variantNameOf(prefix);
  const endpointName = champion?.endpointName ?? endpointNameOf(prefix, project.endpoint.name);
  const serving = await findOwnEndpointConfigName(endpointName, projectTags(project));
  await ensureEndpointConfig(
    endpointConfigRequest(owner, { modelName, variantName }, project, s3Uri(bucket, own.keys.captureOf(modelName))),
  );
  if (serving === undefined) {
    await createEndpoint(endpointName, modelName, projectTags(project));
    note(`${endpointName}: made for ${modelName}`);
  } else if (serving !== modelName) {
    await updateEndpoint(endpointName, modelName);
    note(`${endpointName}: changing to ${modelName}; ${serving} answers until then`);
  }
  await comesUp(endpointName, modelName);
  const tested = { bucket, endpointName, smokeTestKey, modelName };
  await requirePassing(tested, serving === modelName ? champion?.endpointConfigName : serving);
  const key = own.keys.deployedAnyway(modelName);
  await createOnce(bucket, key, JSON.stringify({ version: 1, ...record } satisfies DeployedAnyway));
  const deployed = await changeChampion(own, (present): Champion => {
    if (present?.modelName !== champion?.modelName)
      throw new CommandError(`${present?.modelName} was promoted meanwhile, and stays`, {
        todo: 'look at it (`labelloop models`), and deploy again if need be',
      });
    return {
      version: 1,
      writerId: `deploy:${modelName}:${record.at}`,
      fence: present?.fence ?? fence,
      modelName,
      trainingJobName: modelName,
      datasetVersion: report.datasetVersion,
      endpointName,
      endpointConfigName: modelName,
      metric: report.metric,
      score: report.score,
      others: report.others,
      promotedAt: record.at,
      earlier: earlierModels(present, modelName),
    };
  });
  return deployed!;
}

/** The claim's number. @throws CommandError while an execution trains: it may be about to change the endpoint */
async function requireNoTraining(bucket: string, project: string): Promise<number> {
  const claim = await findTrainingClaim(projectBucket(bucket, project));
  if (claim?.holder && (await isExecutionRunning(claim.holder)))
    throw new CommandError(`${project} trains now, and may put a model into service itself`, {
      why: `execution ${claim.holder.split(':').at(-1)}`,
      todo: 'try again when it is done (`labelloop status`)',
    });
  return claim?.fence ?? 0;
}

async function requireSmokeTest(bucket: string, project: string, report: ModelReport): Promise<string> {
  const { modelName, validationHash } = report;
  const key = `${projectKeys(project).evaluationPrefix(validationHash, modelName)}smoke-test.json`;
  if (await findText(bucket, key)) return key;
  throw new CommandError(`${modelName} cannot be tried before it serves`, {
    where: key,
    why: 'its training stopped between the gate and the choice of a test image',
    todo: 'let the project train again',
  });
}

/**
 * Whom the model belongs to, as its tags say.
 * @throws CommandError when it is not this project's, or has no artifact
 */
async function requireOwnModel({ project, uid }: Project, modelName: string): Promise<Owner> {
  const model = await sageMaker()
    .send(new DescribeModelCommand({ ModelName: modelName }))
    .catch((error: Error) => {
      // SageMaker has no error name of its own for it.
      if (/could not find/i.test(error.message)) return undefined;
      throw error;
    });
  if (!model?.PrimaryContainer?.ModelDataUrl)
    throw new CommandError(`SageMaker has no model ${modelName} with an artifact`, { why: 'somebody deleted it' });
  const { Tags = [] } = await sageMaker().send(new ListTagsCommand({ ResourceArn: model.ModelArn }));
  const tag = (name: string) => Tags.find(({ Key }) => Key === `labelloop:${name}`)?.Value ?? '';
  if (tag('project') !== project || tag('uid') !== uid)
    throw new CommandError(`${modelName} does not belong to ${project}`, {
      why: `its tags say project "${tag('project')}", uid "${tag('uid')}"`,
    });
  return { project, uid, batchId: tag('batch'), executionArn: tag('execution') };
}

/** Lets what served before serve again, or takes the endpoint away when nothing did, unless the model passes. */
async function requirePassing(
  { bucket, modelName, ...test }: { bucket: string; endpointName: string; smokeTestKey: string; modelName: string },
  previous: string | undefined,
): Promise<void> {
  try {
    await smokeTest(bucket, test);
  } catch (error) {
    const { endpointName } = test;
    if (previous === undefined) await deleteEndpoint(endpointName);
    else {
      await updateEndpoint(endpointName, previous);
      await comesUp(endpointName, previous);
    }
    throw new CommandError(`${modelName} fails its smoke test, and does not serve`, {
      why: (error as Error).message,
      todo: previous ? `${previous} serves again` : `the endpoint ${endpointName} was taken away again`,
    });
  }
}
