import { findText, listFolders, listObjects } from '../aws/s3.ts';
import { batchSchema } from '../contracts/batch.ts';
import type { ProjectOverview } from '../contracts/overview.ts';
import { parseJson } from '../contracts/parse.ts';
import { projectSchema } from '../contracts/project.ts';
import { failureSchema } from '../contracts/workflow-state.ts';
import { findChampion, findDatasetHead, parseTrainingClaim } from '../documents/training-documents.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/label-tasks.ts';
import { LABELS_ONLY } from '../domain/batches/labels-only.ts';
import { PROJECTS_PREFIX, projectKeys } from '../domain/project/bucket-keys.ts';
import { labelingJobName } from '../domain/project/names.ts';

/** Every project of the bucket at a glance, by name. */
export async function readOverviews(bucket: string): Promise<ProjectOverview[]> {
  const projects = await listFolders(bucket, PROJECTS_PREFIX);
  return Promise.all(projects.map((project) => readOverview(bucket, project)));
}

/** One project at a glance. Batches and failures newest first, at most 20 each. A broken project.json is a `problem`, not an error. */
export async function readOverview(bucket: string, project: string): Promise<ProjectOverview> {
  const keys = projectKeys(project);
  const [config, pending, quarantined, batches, failures, dataset, training, champion] = await Promise.all([
    readConfig(bucket, project),
    countObjects(bucket, keys.pendingPrefix),
    listFolders(bucket, keys.quarantinePrefix).then((folders) => folders.length),
    readBatches(bucket, project),
    readFailures(bucket, project),
    findDatasetHead(bucket, project),
    findText(bucket, keys.trainingClaim).then((stored) => stored && parseTrainingClaim(stored.text)),
    findChampion(bucket, project),
  ]);
  const head = dataset?.versions.find((version) => version.datasetVersion === dataset.head);
  return {
    project,
    ...config,
    pending,
    quarantined,
    batches,
    failures,
    dataset: head ?? null,
    training: training ?? null,
    champion: champion ?? null,
  };
}

const UNREADABLE = { taskType: '', labels: [], withoutTraining: null };

async function readConfig(bucket: string, project: string) {
  const key = projectKeys(project).config;
  try {
    const stored = await findText(bucket, key);
    if (!stored) return { ...UNREADABLE, problem: `${key} is missing; labelloop init ${project} writes it` };
    const { taskType, labels } = parseJson(projectSchema, stored.text, key);
    const withoutTraining = LABEL_TASKS[taskType].isTrainable ? null : LABELS_ONLY;
    return { taskType, labels, withoutTraining, problem: null };
  } catch (error) {
    return { ...UNREADABLE, problem: (error as Error).message };
  }
}

async function countObjects(bucket: string, prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of listObjects(bucket, prefix)) count++;
  return count;
}

const SHOWN = 20;

async function readBatches(bucket: string, project: string): Promise<ProjectOverview['batches']> {
  const keys = projectKeys(project);
  const ids = (await listFolders(bucket, keys.batchesPrefix)).sort().reverse().slice(0, SHOWN);
  const batches = await Promise.all(
    ids.map(async (batchId) => {
      const stored = await findText(bucket, keys.batch(batchId));
      if (!stored) return [];
      const batch = parseJson(batchSchema, stored.text, keys.batch(batchId));
      return [{ batchId, images: batch.images.length, reason: batch.reason, labelingJobName: labelingJobName(batch) }];
    }),
  );
  return batches.flat();
}

async function readFailures(bucket: string, project: string): Promise<ProjectOverview['failures']> {
  const failures: ProjectOverview['failures'] = [];
  for await (const { key } of listObjects(bucket, projectKeys(project).failuresPrefix)) {
    const stored = await findText(bucket, key);
    if (!stored) continue;
    const { executionArn, failedState, error, cause, at } = parseJson(failureSchema, stored.text, key);
    failures.push({ executionArn, failedState, error, cause, at });
  }
  return failures.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, SHOWN);
}
