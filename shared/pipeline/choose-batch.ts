import { changeDocument, createOnce, deleteObject, findText, listObjects } from '../aws/s3.ts';
import { type Batch, type BatchCounter, batchCounterSchema, batchSchema } from '../contracts/batch.ts';
import { parseJson } from '../contracts/parse.ts';
import type { Project } from '../contracts/project.ts';
import { findRecord, PARALLEL_CALLS } from '../documents/ledger.ts';
import { affordableImages, batchSize, type Waiting } from '../domain/batches/batch-policy.ts';
import { isFree } from '../domain/batches/claim-image.ts';
import { pendingImage, projectKeys } from '../domain/project/bucket-keys.ts';
import { batchIdOf } from '../domain/project/names.ts';
import { ObjectMissingError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { sha256 } from '../sha256.ts';

/** The markers of the images that wait, and their ages as the batch policy asks for them. */
export interface Pending extends Waiting {
  markers: string[];
}

export async function listPending(bucket: string, project: string): Promise<Pending> {
  const pending: Pending = { images: 0, oldest: Number.POSITIVE_INFINITY, newest: 0, markers: [] };
  for await (const { key, lastModified } of listObjects(bucket, projectKeys(project).pendingPrefix)) {
    pending.images++;
    pending.oldest = Math.min(pending.oldest, lastModified.getTime());
    pending.newest = Math.max(pending.newest, lastModified.getTime());
    pending.markers.push(key);
  }
  return pending;
}

const parseCounter = (text: string): BatchCounter => parseJson(batchCounterSchema, text, 'counter.json');

export async function findCounter(bucket: string, project: string): Promise<BatchCounter | undefined> {
  const stored = await findText(bucket, projectKeys(project).counter);
  return stored && parseCounter(stored.text);
}

/** The committed batch; undefined when its number is only reserved. */
export async function findBatch(bucket: string, project: string, batchId: string): Promise<Batch | undefined> {
  const key = projectKeys(project).batch(batchId);
  const stored = await findText(bucket, key);
  return stored && parseJson(batchSchema, stored.text, key);
}

/** Reserves the next batch number, or finds the one that is reserved. */
export async function openBatch(bucket: string, project: string): Promise<BatchCounter & { open: string }> {
  const counter = await changeDocument(
    bucket,
    projectKeys(project).counter,
    parseCounter,
    (present): BatchCounter | undefined => {
      if (present?.open) return undefined;
      const last = (present?.last ?? 0) + 1;
      const open = batchIdOf(last);
      return { version: 1, claimed: present?.claimed ?? 0, writerId: `open:${open}`, last, open };
    },
  );
  return { ...counter!, open: counter!.open! };
}

/** Takes a finished batch off the counter and adds its images, if workers are paid for them, to what the budget counts. */
export async function closeCounter(bucket: string, batch: Batch): Promise<void> {
  await changeDocument(bucket, projectKeys(batch.project).counter, parseCounter, (present) => {
    if (present?.open !== batch.batchId) return undefined;
    const claimed = (present.claimed ?? 0) + (batch.reason === 'import' ? 0 : batch.images.length);
    return { ...present, writerId: `close:${batch.batchId}`, open: null, claimed };
  });
}

/** Drops markers that outlived their meaning and returns the images that really wait, sorted. */
async function verify(bucket: string, project: string, markers: string[]): Promise<string[]> {
  const images = await inParallel(markers, PARALLEL_CALLS, async (marker) => {
    const image = pendingImage(marker);
    const found = image && (await findRecord(bucket, project, image));
    if (found && isFree(found.record)) return image;
    await deleteObject(bucket, marker);
    return undefined;
  });
  return [...new Set(images.filter((image) => image !== undefined))].sort();
}

/**
 * Commits the next batch: which images it has is decided once, by whoever creates its batch.json first. Only images that were
 * seen without a batch *after* the number was reserved get in, and no number follows before all images of this one are claimed,
 * so no image can be in two batches.
 * @returns the batch; undefined when nothing waits, or `budget` when no more is affordable
 */
export async function commitBatch(
  bucket: string,
  project: Project,
  reason: Batch['reason'],
): Promise<Batch | 'budget' | undefined> {
  const counter = await openBatch(bucket, project.project);
  const present = await findBatch(bucket, project.project, counter.open);
  if (present) return present;
  const affordable = affordableImages(project.labeling.budgetUsd, counter.claimed ?? 0);
  if (affordable === 0) return 'budget';
  const { markers } = await listPending(bucket, project.project);
  const waiting = await verify(bucket, project.project, markers);
  if (waiting.length === 0) return undefined;
  const images = waiting.slice(0, Math.min(batchSize(project.batch), affordable));
  return createBatch(bucket, project, { batchId: counter.open, images, reason });
}

/** Freezes the project and creates the batch: the commit point. @returns the batch of that number, whoever created it */
export async function createBatch(
  bucket: string,
  project: Project,
  chosen: Pick<Batch, 'batchId' | 'images' | 'reason' | 'requestId' | 'note'>,
): Promise<Batch | undefined> {
  const keys = projectKeys(project.project);
  const config = JSON.stringify(project, null, 2);
  const configKey = keys.configSnapshot(sha256(config).slice(0, 16));
  await createOnce(bucket, configKey, config);
  const batch: Batch = { version: 1, project: project.project, uid: project.uid, configKey, ...chosen };
  const created = await createOnce(bucket, keys.batch(batch.batchId), JSON.stringify(batch));
  return created ? batch : findBatch(bucket, project.project, batch.batchId);
}

/** @throws ObjectMissingError when the batch is not committed */
export async function readBatch(bucket: string, project: string, batchId: string): Promise<Batch> {
  const batch = await findBatch(bucket, project, batchId);
  if (!batch) throw new ObjectMissingError(`s3://${bucket}/${projectKeys(project).batch(batchId)} is not there`);
  return batch;
}
