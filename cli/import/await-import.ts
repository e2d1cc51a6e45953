import { setTimeout as pause } from 'node:timers/promises';
import { findText } from '../../shared/aws/s3.ts';
import type { Batch } from '../../shared/contracts/batch.ts';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { projectProblemSchema } from '../../shared/contracts/project-problem.ts';
import { findDatasetHead } from '../../shared/documents/dataset-head.ts';
import { findRequest, standingOf } from '../../shared/documents/label-request.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';

const POLL_MS = 400;
/** The sweep comes each minute, should the marker's event be lost. */
const PATIENCE_MS = 150_000;

/** How far an import has come. */
export interface ImportProgress {
  batch: Batch | undefined;
  version: DatasetHead['versions'][number] | undefined;
  /** None of its images could be had. */
  isClosed: boolean;
  /** Why the project stands still, for people. */
  problem: string | undefined;
}

/** The dataset version that has the batch's labels. */
export async function findVersionOf(bucket: string, { project, batchId }: Batch) {
  const head = await findDatasetHead(projectBucket(bucket, project));
  return head?.versions.findLast(({ batches }) => batchId in batches);
}

/**
 * Waits until the import's labels are a dataset version, or for two and a half minutes: the pipeline goes on without
 * anybody.
 */
export async function awaitImport(
  bucket: string,
  project: string,
  requestId: string,
  signal: AbortSignal,
): Promise<ImportProgress> {
  const own = projectBucket(bucket, project);
  for (const end = Date.now() + PATIENCE_MS; ; await pause(POLL_MS)) {
    signal.throwIfAborted();
    const request = await findRequest(own, requestId);
    const standing = request && (await standingOf(own, request));
    const batch = typeof standing === 'object' ? standing : undefined;
    const version = batch && (await findVersionOf(bucket, batch));
    const isClosed = request?.state === 'closed';
    const problem = batch ? undefined : await findProblem(bucket, project);
    if (version || isClosed || problem || Date.now() > end) return { batch, version, isClosed, problem };
  }
}

async function findProblem(bucket: string, project: string): Promise<string | undefined> {
  const key = projectKeys(project).problem;
  const stored = await findText(bucket, key);
  return stored && parseJson(projectProblemSchema, stored.text, key).reason;
}
