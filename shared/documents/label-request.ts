import { createOnce, deleteObject, findText, listFolders, listObjects } from '../aws/s3.ts';
import { type LabelRequest, labelRequestSchema } from '../contracts/label-request.ts';
import { parseJson } from '../contracts/parse.ts';
import { projectKeys, requestMarker, requestMarkersPrefix } from '../domain/project/bucket-keys.ts';
import { findBatch } from './batch.ts';
import { changeDocument } from './change-document.ts';

const parseRequest = (text: string): LabelRequest => parseJson(labelRequestSchema, text, 'request.json');

export async function findRequest(
  bucket: string,
  project: string,
  requestId: string,
): Promise<LabelRequest | undefined> {
  const stored = await findText(bucket, projectKeys(project).request(requestId));
  return stored && parseRequest(stored.text);
}

/** A request that no batch answers yet. `isSent` false: who asked for it broke off; asking again goes on. */
export interface OpenRequest extends LabelRequest {
  isSent: boolean;
}

export async function listOpenRequests(bucket: string, project: string): Promise<OpenRequest[]> {
  const sent = new Set(await listRequests(bucket, project));
  const open: OpenRequest[] = [];
  for (const requestId of await listFolders(bucket, projectKeys(project).requestsPrefix)) {
    const request = await findRequest(bucket, project, requestId);
    if (request?.state !== 'open' || typeof (await standingOf(bucket, project, request)) === 'object') continue;
    open.push({ ...request, isSent: sent.has(requestId) });
  }
  return open;
}

/** What is asked for, before anybody has looked at it. */
export type NewRequest = Pick<LabelRequest, 'requestId' | 'kind' | 'note' | 'createdAt' | 'images'> &
  Partial<Pick<LabelRequest, 'notBefore'>>;

/** Writes the request down unless it is there. Nothing comes of it before `sendRequest`. @returns the request as it stands */
export async function writeRequest(bucket: string, project: string, asked: NewRequest): Promise<LabelRequest> {
  const request: LabelRequest = { version: 1, writerId: asked.createdAt, ...asked, batchId: null, state: 'open' };
  const key = projectKeys(project).request(asked.requestId);
  if (await createOnce(bucket, key, JSON.stringify(request))) return request;
  return (await findRequest(bucket, project, asked.requestId))!;
}

/** Hands the request to the closer: the marker is also the event that wakes it. */
export async function sendRequest(bucket: string, project: string, requestId: string): Promise<void> {
  await createOnce(bucket, requestMarker(project, requestId), '', 'text/plain');
}

/** Ids of the requests that wait, the first one first. */
export async function listRequests(bucket: string, project: string): Promise<string[]> {
  const prefix = requestMarkersPrefix(project);
  const markers: Array<{ requestId: string; time: number }> = [];
  for await (const { key, lastModified } of listObjects(bucket, prefix))
    markers.push({ requestId: key.slice(prefix.length), time: lastModified.getTime() });
  return markers.sort((a, b) => a.time - b.time).map(({ requestId }) => requestId);
}

export async function dropMarker(bucket: string, project: string, requestId: string): Promise<void> {
  await deleteObject(bucket, requestMarker(project, requestId));
}

/**
 * The batch that answers the request; `opening`: a closer may be about to create it; undefined: none does, so the request may still be
 * taken back or taken. A batch that names another request was another closer's choice for the same number.
 */
export async function standingOf(bucket: string, project: string, { batchId, requestId }: LabelRequest) {
  if (batchId === null) return undefined;
  const batch = await findBatch(bucket, project, batchId);
  if (!batch) return 'opening';
  return batch.requestId === requestId ? batch : undefined;
}

/**
 * Notes on the request that the batch whose number is open takes it. From then on nobody can take the request back, unless another
 * batch gets the number.
 * @returns undefined when the request is answered, closed, or gone
 */
export function takeRequest(
  bucket: string,
  project: string,
  requestId: string,
  open: string,
): Promise<LabelRequest | undefined> {
  return changeOpen(bucket, project, requestId, async (request) => {
    if (request.batchId === open) return request;
    const standing = await standingOf(bucket, project, request);
    return standing === undefined ? { ...request, writerId: `take:${open}`, batchId: open } : undefined;
  });
}

/** Takes the request back, for a person, or because none of its images can be had. @returns whether it is closed; false when its batch came first */
export async function closeRequest(bucket: string, project: string, requestId: string, by: string): Promise<boolean> {
  const closed = await changeOpen(bucket, project, requestId, async (request) => {
    const standing = await standingOf(bucket, project, request);
    const isOwn = standing === 'opening' && by === request.batchId;
    return standing === undefined || isOwn ? { ...request, writerId: `close:${by}`, state: 'closed' } : undefined;
  });
  if (closed) await dropMarker(bucket, project, requestId);
  return closed !== undefined;
}

/** Changes a request that is open. @returns what it became; undefined when `change` does not want it, or it is not open */
async function changeOpen(
  bucket: string,
  project: string,
  requestId: string,
  change: (request: LabelRequest) => Promise<LabelRequest | undefined>,
): Promise<LabelRequest | undefined> {
  let changed: LabelRequest | undefined;
  await changeDocument(bucket, projectKeys(project).request(requestId), parseRequest, async (present) => {
    changed = present?.state === 'open' ? await change(present) : undefined;
    return changed;
  });
  return changed;
}
