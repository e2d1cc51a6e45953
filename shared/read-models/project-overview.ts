import { listFolders } from '../aws/s3.ts';
import type { ProjectOverview } from '../contracts/overview.ts';
import { findBatch } from '../documents/batch.ts';
import { findChampion } from '../documents/champion.ts';
import { findDatasetHead } from '../documents/dataset-head.ts';
import { listFailures, readFailure } from '../documents/failure.ts';
import { PARALLEL_CALLS } from '../documents/ledger.ts';
import { listPending } from '../documents/pending-images.ts';
import { loadProject } from '../documents/project.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { findTrainingClaim } from '../documents/training-claim.ts';
import { whyNoTraining } from '../domain/batches/labels-only.ts';
import { PROJECTS_PREFIX } from '../domain/project/bucket-keys.ts';
import { labelingJobName } from '../domain/project/names.ts';
import { inParallel } from '../in-parallel.ts';

/** Every project of the bucket at a glance, by name. */
export async function readOverviews(bucket: string): Promise<ProjectOverview[]> {
  const projects = await listFolders(bucket, PROJECTS_PREFIX);
  return Promise.all(projects.map((project) => readOverview(projectBucket(bucket, project))));
}

/**
 * One project at a glance. Batches and failures newest first, at most 20 each. A broken project.json is a `problem`,
 * not an error.
 */
export async function readOverview(bucket: ProjectBucket): Promise<ProjectOverview> {
  const keys = bucket.keys;
  const [config, pending, quarantined, batches, failures, dataset, training, champion] = await Promise.all([
    readConfig(bucket),
    listPending(bucket).then(({ images }) => images),
    listFolders(bucket.name, keys.quarantinePrefix).then((folders) => folders.length),
    readBatches(bucket),
    readFailures(bucket),
    findDatasetHead(bucket),
    findTrainingClaim(bucket),
    findChampion(bucket),
  ]);
  const head = dataset?.versions.find((version) => version.datasetVersion === dataset.head);
  return {
    project: bucket.project,
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

async function readConfig(bucket: ProjectBucket) {
  const loaded = await loadProject(bucket);
  if ('problem' in loaded) return { ...UNREADABLE, problem: loaded.problem.reason };
  const { taskType, labels } = loaded.project;
  const withoutTraining = whyNoTraining(loaded.project);
  return { taskType, labels, withoutTraining, problem: null };
}

const SHOWN = 20;

async function readBatches(bucket: ProjectBucket): Promise<ProjectOverview['batches']> {
  const keys = bucket.keys;
  const ids = (await listFolders(bucket.name, keys.batchesPrefix)).sort().reverse().slice(0, SHOWN);
  const batches = await Promise.all(
    ids.map(async (batchId) => {
      const batch = await findBatch(bucket, batchId);
      if (!batch) return [];
      return [{ batchId, images: batch.images.length, reason: batch.reason, labelingJobName: labelingJobName(batch) }];
    }),
  );
  return batches.flat();
}

async function readFailures(bucket: ProjectBucket): Promise<ProjectOverview['failures']> {
  const names = await listFailures(bucket);
  const failures = await inParallel(names, PARALLEL_CALLS, async (name) => {
    const { version: _version, batchId: _batchId, ...failure } = await readFailure(bucket, name);
    return failure;
  });
  return failures.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, SHOWN);
}
