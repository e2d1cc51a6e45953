import type { Batch } from '../../contracts/batch.ts';
import type { LabelRequest } from '../../contracts/label-request.ts';
import type { Project } from '../../contracts/project.ts';
import { createBatch, findBatch } from '../../documents/batch.ts';
import { openBatch } from '../../documents/batch-counter.ts';
import { closeRequest, dropMarker, findRequest, takeRequest } from '../../documents/label-request.ts';
import { readRecords } from '../../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import { affordableImages } from '../../domain/batches/batch-policy.ts';
import { mayBeClaimed } from '../../domain/batches/claim-image.ts';
import { importPrefix } from '../../domain/project/bucket-keys.ts';
import { reconcileInbox } from '../images/reconcile-inbox.ts';

/**
 * Commits the first of the requests that can be answered as the next batch. A request has one batch: it is taken for
 * the number that is open, and only while no batch answers it. Images that another batch has at the moment are left to
 * that one.
 * @param requestIds whose markers are there
 * @param now milliseconds since 1970
 * @returns the batch of the open number, whoever chose it; undefined when no request needs one; `budget` when workers
 *   for it cannot be paid
 */
export async function commitRequest(
  bucket: string,
  project: Project,
  requestIds: readonly string[],
  now: number,
): Promise<Batch | 'budget' | undefined> {
  const own = projectBucket(bucket, project.project);
  const counter = await openBatch(own);
  const present = await findBatch(own, counter.open);
  if (present) return present;
  let isUnpaid = false;
  for (const requestId of requestIds) {
    const waiting = await findRequest(own, requestId);
    if (waiting?.notBefore && Date.parse(waiting.notBefore) > now) continue;
    const request = await takeRequest(own, requestId, counter.open);
    if (!request) {
      await dropMarker(own, requestId);
      continue;
    }
    const images = await imagesToHave(own, request);
    if (images.length === 0) {
      await closeRequest(own, requestId, counter.open);
      continue;
    }
    if (request.kind === 'relabel' && images.length > affordableImages(project.labeling, counter.claimed ?? 0)) {
      isUnpaid = true;
      continue;
    }
    const { kind: reason, note } = request;
    return createBatch(bucket, project, { batchId: counter.open, images, reason, requestId, note });
  }
  return isUnpaid ? 'budget' : undefined;
}

/** The request's images that no other batch has, sorted. */
async function imagesToHave(bucket: ProjectBucket, request: LabelRequest): Promise<string[]> {
  const { kind, requestId, images } = request;
  let records = await readRecords(bucket, images);
  if (kind === 'import' && records.length < images.length) {
    await reconcileInbox(bucket, Number.POSITIVE_INFINITY, importPrefix(bucket.project, requestId));
    records = await readRecords(bucket, images);
  }
  return records
    .filter((record) => mayBeClaimed(record, kind))
    .map(({ sha256 }) => sha256)
    .sort();
}
