import { deleteJobLogs, limitEndpointLog } from '../aws/old-job-logs.ts';
import { deleteObject, listFolders, listObjects } from '../aws/s3.ts';
import {
  deleteEndpointConfig,
  deleteModel,
  findEndpointConfigName,
  findTag,
  listEndpointConfigs,
  listModels,
} from '../aws/sagemaker.ts';
import type { ScheduledEvent } from '../contracts/s3-event.ts';
import { findChampion } from '../documents/champion.ts';
import { loadProject } from '../documents/project.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import {
  isLearntLog,
  LEARNT_FOR_TAG,
  LEARNT_PREFIX,
  LOG_RETENTION_DAYS,
  logsUntil,
  oldLearnt,
  retirable,
} from '../domain/models/retirement.ts';
import { PROJECTS_PREFIX } from '../domain/project/bucket-keys.ts';
import { isProjectName } from '../domain/project/names.ts';
import type { Logger } from '../handler/logger.ts';

/**
 * Takes away, once a day, what trainings left in SageMaker and nobody needs: models and endpoint configs that never
 * served, their predictions, old logs of jobs. Evaluations (the scores and why) and artifacts stay. What goes wrong in
 * one project leaves the others alone.
 * @throws the first project's unexpected error, after all had their turn
 */
export async function retireModels(bucket: string, event: ScheduledEvent, logger: Logger): Promise<void> {
  const now = Date.parse(event.time);
  const failures: unknown[] = [];
  const learnt = oldLearnt(await listModels(LEARNT_PREFIX), now);
  const learntFor = new Map<string, string>();
  for (const { name, arn } of learnt) learntFor.set(name, (await findTag(arn, LEARNT_FOR_TAG)) ?? '');
  for (const project of (await listFolders(bucket, PROJECTS_PREFIX)).filter(isProjectName)) {
    try {
      const retired = await retireProject(projectBucket(bucket, project), learntFor, now, logger);
      if (retired && (retired.models.length || retired.endpointConfigs.length || retired.logs))
        logger.info('retired', { project, ...retired });
    } catch (error) {
      failures.push(error);
      logger.error(`the clean-up of ${project} failed`, { project, error: String(error) });
    }
  }
  await deleteJobLogs(LEARNT_PREFIX, logsUntil(now), isLearntLog).catch((error: unknown) =>
    logger.warn('logs of automatic labeling were not tidied up', { error: String(error) }),
  );
  if (failures.length) throw failures[0];
}

/** @param learntFor old models of automatic labeling, and for which labeling job each learnt */
async function retireProject(
  bucket: ProjectBucket,
  learntFor: ReadonlyMap<string, string>,
  now: number,
  logger: Logger,
) {
  const loaded = await loadProject(bucket);
  if (!('project' in loaded)) return undefined;
  const own = `${bucket.project}-${loaded.project.uid}-`;
  const [models, configs] = [await listModels(own), await listEndpointConfigs(own)];
  // After the lists: what begins to serve meanwhile is younger than they are.
  const champion = await findChampion(bucket);
  const served = new Set(champion && [champion.modelName, champion.endpointConfigName, ...(champion.earlier ?? [])]);
  if (champion) {
    const live = await findEndpointConfigName(champion.endpointName);
    if (live !== undefined) served.add(live);
  }
  const endpointConfigs = retirable(configs, served, now);
  const retiredModels = retirable(models, served, now);
  for (const name of endpointConfigs) await deleteEndpointConfig(name);
  for (const name of retiredModels) {
    // Before the model: a killed call finds it again by the model.
    await deletePredictions(bucket, name);
    await deleteModel(name);
  }
  const ownLearnt = [...learntFor].filter(([, job]) => job.startsWith(own)).map(([name]) => name);
  for (const name of ownLearnt) await deleteModel(name);
  retiredModels.push(...ownLearnt);
  const logs = await tidyLogs(own, champion?.endpointName, now).catch((error: unknown) => {
    logger.warn('logs were not tidied up', { project: bucket.project, error: String(error) });
    return 0;
  });
  return { models: retiredModels, endpointConfigs, logs };
}

/** Nothing depends on logs, nor on whether they can be deleted. @returns how many streams went */
async function tidyLogs(namePrefix: string, endpointName: string | undefined, now: number): Promise<number> {
  if (endpointName !== undefined) await limitEndpointLog(endpointName, LOG_RETENTION_DAYS);
  return deleteJobLogs(namePrefix, logsUntil(now));
}

/** What the model said on each validation set; its scores stay. */
async function deletePredictions({ name, keys }: ProjectBucket, modelName: string): Promise<void> {
  for (const validationHash of await listFolders(name, keys.evaluationsPrefix))
    for await (const { key } of listObjects(name, keys.evaluationPrefix(validationHash, modelName)))
      if (key.endsWith('.out')) await deleteObject(name, key);
}
