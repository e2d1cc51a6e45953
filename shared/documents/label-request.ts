import { createOnce, deleteObject, findText, listFolders, listObjects } from '../aws/s3.ts';
import { type LabelRequest, labelRequestSchema } from '../contracts/label-request.ts';
import { parseJson } from '../contracts/parse.ts';
import { requestMarker, requestMarkersPrefix } from '../domain/project/bucket-keys.ts';
import { findBatch } from './batch.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

const parseRequest = (text: string): LabelRequest => parseJson(labelRequestSchema, text, 'request.json');

export async function findRequest(bucket: ProjectBucket, requestId: string): Promise<LabelRequest | undefined> {
  const stored = await findText(bucket.name, bucket.keys.request(requestId));
  return stored && parseRequest(stored.text);
}

/** A request that no batch answers yet. `isSent` false: who asked for it broke off; asking again goes on. */
export interface OpenRequest extends LabelRequest {
  isSent: boolean;
}

export async function listOpenRequests(bucket: ProjectBucket): Promise<OpenRequest[]> {
  const sent = new Set(await listRequests(bucket));
  const open: OpenRequest[] = [];
  for (const requestId of await listFolders(bucket.name, bucket.keys.requestsPrefix)) {
    const request = await findRequest(bucket, requestId);
    if (request?.state !== 'open' || typeof (await standingOf(bucket, request)) === 'object') continue;
    open.push({ ...request, isSent: sent.has(requestId) });
  }
  return open;
}

/** What is asked for, before anybody has looked at it. */
export type NewRequest = Pick<LabelRequest, 'requestId' | 'kind' | 'note' | 'createdAt' | 'images'> &
  Partial<Pick<LabelRequest, 'notBefore'>>;

/**
 * Writes the request down unless it is there. Nothing comes of it before `sendRequest`.
 * @returns the request as it stands
 */
export async function writeRequest(bucket: ProjectBucket, asked: NewRequest): Promise<LabelRequest> {
  const request: LabelRequest = { version: 1, writerId: asked.createdAt, ...asked, batchId: null, state: 'open' };
  const key = bucket.keys.request(asked.requestId);
  if (await createOnce(bucket.name, key, JSON.stringify(request))) return request;
  return (await findRequest(bucket, asked.requestId))!;
}

/** Hands the request to the closer: the marker is also the event that wakes it. */
export async function sendRequest(bucket: ProjectBucket, requestId: string): Promise<void> {
  await createOnce(bucket.name, requestMarker(bucket.project, requestId), '', 'text/plain');
}

/** Ids of the requests that wait, the first one first. */
export async function listRequests(bucket: ProjectBucket): Promise<string[]> {
  const prefix = requestMarkersPrefix(bucket.project);
  const markers: Array<{ requestId: string; time: number }> = [];
  for await (const { key, lastModified } of listObjects(bucket.name, prefix))
    markers.push({ requestId: key.slice(prefix.length), time: lastModified.getTime() });
  return markers.sort((a, b) => a.time - b.time).map(({ requestId }) => requestId);
}

export async function dropMarker(bucket: ProjectBucket, requestId: string): Promise<void> {
  await deleteObject(bucket.name, requestMarker(bucket.project, requestId));
}

/**
 * The batch that answers the request; `opening`: a closer may be about to create it; undefined: none does, so the
 * request may still be taken back or taken. A batch that names another request was another closer's choice for the same
 * number.
 */
export async function standingOf(bucket: ProjectBucket, { batchId, requestId }: LabelRequest) {
  if (batchId === null) return undefined;
  const batch = await findBatch(bucket, batchId);
  if (!batch) return 'opening';
  return batch.requestId === requestId ? batch : undefined;
}

/**
 * Notes on the request that the batch whose number is open takes it. From then on nobody can take the request back,
 * unless another batch gets the number.
 * @returns undefined when the request is answered, closed, or gone
 */
export function takeRequest(bucket: ProjectBucket, requestId: string, open: string): Promise<LabelRequest | undefined> {
  return changeOpen(bucket, requestId, async (request) => {
    if (request.batchId === open) return request;
    const standing = await standingOf(bucket, request);
    return standing === undefined ? { ...request, writerId: `take:${open}`, batchId: open } : undefined;
  });
}

/**
 * Takes the request back, for a person, or because none of its images can be had.
 * @returns whether it is closed; false when its batch came first
 */
export async function closeRequest(bucket: ProjectBucket, requestId: string, by: string): Promise<boolean> {
  const closed = await changeOpen(bucket, requestId, async (request) => {
    const standing = await standingOf(bucket, request);
    const isOwn = standing === 'opening' && by === request.batchId;
    return standing === undefined || isOwn ? { ...request, writerId: `close:${by}`, state: 'closed' } : undefined;
  });
  if (closed) await dropMarker(bucket, requestId);
  return closed !== undefined;
}

/**
 * Changes a request that is open.
 * @returns what it became; undefined when `change` does not want it, or it is not open
 */
async function changeOpen(
  bucket: ProjectBucket,
  requestId: string,
  change: (request: LabelRequest) => Promise<LabelRequest | undefined>,
): Promise<LabelRequest | undefined> {
  let changed: LabelRequest | undefined;
  await changeDocument(bucket.name, bucket.keys.request(requestId), parseRequest, async (present) => {
    changed = present?.state === 'open' ? await change(present) : undefined;
    return changed;
  });
  return changed;
}
