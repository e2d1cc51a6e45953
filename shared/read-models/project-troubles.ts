import { findLabelingProgress } from '../aws/job-progress.ts';
import { listObjects } from '../aws/s3.ts';
import type { ProjectOverview } from '../contracts/overview.ts';
import type { DeclinedTask, ProjectTroubles, TroubledImage } from '../contracts/project-troubles.ts';
import { findBatch } from '../documents/batch.ts';
import { readDecline } from '../documents/declined-task.ts';
import { PARALLEL_CALLS, readRecords } from '../documents/ledger.ts';
import { listPending } from '../documents/pending-images.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { droppedName, parseImageKey, pendingImage, projectKeys } from '../domain/project/bucket-keys.ts';
import { inParallel } from '../in-parallel.ts';
import { readHeadSides } from '../pipeline/datasets/dataset-version.ts';
import { keyOfDataObject } from './batch-answers.ts';
import { readWorkerNames } from './worker-names.ts';

/** So many batches are looked at, the newest first. */
const LOOKED_AT = 5;
/** So many entries of each list are shown. */
const SHOWN = 50;

type Overview = Pick<ProjectOverview, 'project' | 'batches' | 'dataset'>;

/**
 * What people should look at. Costs a listing of the project's images, and a read for each image that is neither
 * waiting nor labeled.
 * @param running ids of the batches whose executions run: their images are where they should be
 */
export async function readTroubles(
  bucket: string,
  overview: Overview,
  running: readonly string[],
): Promise<ProjectTroubles> {
  const newest = overview.batches.slice(0, LOOKED_AT);
  const own = projectBucket(bucket, overview.project);
  const [declined, images, jobs] = await Promise.all([
    Promise.all(newest.map((batch) => readDeclined(own, batch))),
    readTroubledImages(bucket, overview, running),
    Promise.all(newest.map(findEndedJob)),
  ]);
  const tasks = declined.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
  return {
    declined: await withNames(own, tasks.slice(0, SHOWN)),
    ...images,
    endedJobs: jobs.flat(),
  };
}

type Batch = Overview['batches'][number];

async function findEndedJob({ batchId, labelingJobName: jobName }: Batch): Promise<ProjectTroubles['endedJobs']> {
  const job = await findLabelingProgress(jobName);
  if (job?.status !== 'Stopped' && job?.status !== 'Failed') return [];
  const { status, labeled, unlabeled, failed } = job;
  return [{ batchId, jobName, status, labeled, unlabeled: unlabeled + failed }];
}

async function readDeclined(bucket: ProjectBucket, { batchId, labelingJobName }: Batch) {
  const prefix = `${bucket.keys.labelsPrefix(batchId)}${labelingJobName}/annotations/declined/`;
  const keys = await keysBelow(bucket.name, prefix);
  return inParallel(keys, PARALLEL_CALLS, async (key): Promise<DeclinedTask> => {
    const { workerId, reason, declinedAt, dataObject } = await readDecline(bucket.name, key);
    const image = parseImageKey(keyOfDataObject(bucket, dataObject));
    return {
      ...{ batchId, workerId, reason, at: declinedAt, worker: null },
      ...{ name: dataObject.s3Uri ?? String(dataObject.content).slice(0, 80), sha256: image?.sha256 ?? null },
    };
  });
}

async function withNames(bucket: ProjectBucket, tasks: DeclinedTask[]): Promise<DeclinedTask[]> {
  if (tasks.length === 0) return tasks;
  const hashes = [...new Set(tasks.flatMap(({ sha256 }) => sha256 ?? []))];
  const [workers, images] = await Promise.all([readWorkerNames(), readRecords(bucket, hashes)]);
  const names = new Map(images.map(({ sha256, originalKey }) => [sha256, droppedName(originalKey)]));
  return tasks.map((task) => ({
    ...task,
    name: names.get(task.sha256 ?? '') ?? task.name,
    worker: workers.get(task.workerId) ?? null,
  }));
}

async function readTroubledImages(bucket: string, { project, dataset }: Overview, running: readonly string[]) {
  const keys = projectKeys(project);
  const own = projectBucket(bucket, project);
  const [ledger, images, { markers }, sides, busy] = await Promise.all([
    keysBelow(bucket, keys.ledgerPrefix),
    keysBelow(bucket, keys.imagesPrefix),
    listPending(own),
    dataset ? readHeadSides(own) : undefined,
    Promise.all(running.map((batchId) => findBatch(own, batchId))),
  ]);
  const accepted = ledger.flatMap((key) => /([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? []);
  const present = new Set(images.map((key) => parseImageKey(key)?.sha256));
  const placed = new Set<string | undefined>([
    ...markers.map(pendingImage),
    ...busy.flatMap((batch) => batch?.images ?? []),
    ...(sides ? [...sides.train.keys(), ...sides.validation.keys()] : []),
  ]);
  const [deleted, elsewhere] = await Promise.all([
    readRecords(own, accepted.filter((sha256) => !present.has(sha256)).slice(0, SHOWN)),
    readRecords(
      own,
      accepted.filter((sha256) => !placed.has(sha256)),
    ),
  ]);
  const named = ({ sha256, originalKey }: { sha256: string; originalKey: string }): TroubledImage => ({
    sha256,
    name: droppedName(originalKey),
  });
  return {
    deleted: deleted.map(named),
    needsAttention: elsewhere
      .filter(({ outcome }) => outcome === 'needsAttention')
      .slice(0, SHOWN)
      .map((record) => ({ ...named(record), reason: record.reason ?? '' })),
  };
}

async function keysBelow(bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, prefix)) keys.push(key);
  return keys;
}
