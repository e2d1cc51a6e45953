import { crc32 } from 'node:zlib';
import { copyObject, createOnce, deleteObject, findObject, findSize, readText } from '../../aws/s3.ts';
import {
  type IntakeOutcome,
  type LedgerRecord,
  ledgerRecordSchema,
  type QuarantineReason,
} from '../../contracts/ledger-record.ts';
import { parseJson } from '../../contracts/parse.ts';
import type { Project } from '../../contracts/project.ts';
import { isOfTexts } from '../../contracts/text-tasks.ts';
import { findRequest } from '../../documents/label-request.ts';
import { loadProject } from '../../documents/project.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import { isFree } from '../../domain/batches/claim-image.ts';
import { splitOf } from '../../domain/batches/dataset-split.ts';
import { COPY_MAX_BYTES } from '../../domain/batches/limits.ts';
import { videoOf } from '../../domain/batches/video-frames.ts';
import { acceptImage, sizeProblem } from '../../domain/images/accept-image.ts';
import { type ImageProblem, isProblem } from '../../domain/images/image-structure.ts';
import { uprightImage } from '../../domain/images/upright-image.ts';
import { parseFeedbackKey, parseImportKey, parseIncomingKey, projectKeys } from '../../domain/project/bucket-keys.ts';
import { isProjectName } from '../../domain/project/names.ts';
import { acceptText, tableProblem, textSizeProblem } from '../../domain/texts/accept-text.ts';
import { bareText } from '../../domain/texts/like-texts.ts';
import { sha256 } from '../../sha256.ts';
import { reserveImage } from './reserve-image.ts';

/** One version of an object in the inbox. What the notification or the listing did not say is looked up. */
export interface DroppedObject {
  key: string;
  etag?: string | undefined;
  bytes?: number | undefined;
}

/**
 * What became of it. `waiting`: the project is missing or broken; the sweep comes back to it. `ignored`: no file of a
 * project.
 */
export interface Ingested {
  outcome: IntakeOutcome['outcome'] | 'waiting' | 'ignored';
  /** Why, as people read it, where there is something to say. */
  reason?: string;
}

/** The version being ingested, once it is known. */
interface Upload {
  bucket: string;
  key: string;
  etag: string;
  /** When it was dropped, ISO 8601: the only time that goes into documents, so that a replay writes the same bytes. */
  at: string;
}

const SUPERSEDED: Ingested = { outcome: 'superseded', reason: 'another version took its place, or it was removed' };
const bareTag = (etag: string) => etag.replaceAll('"', '');

/** Names the outcome document of one version of one key. */
export const intakeId = (key: string, etag: string) => sha256(`${bareTag(etag)}\n${key}`);

/**
 * Takes one dropped object in: checks it, copies it once under its content's name, records it and marks it pending; or
 * puts it in quarantine with the reason. Any call may be repeated or broken off at any line: the outcome is written
 * last, and who repeats the call finds the earlier writes and goes on. Writes no document that another image's
 * ingestion writes.
 */
export async function ingestObject(bucket: string, dropped: DroppedObject): Promise<Ingested> {
  const { key } = dropped;
  const place = parseIncomingKey(key);
  if (!place || key.endsWith('/')) return { outcome: 'ignored', reason: 'not a file in a folder of a project' };
  if (!isProjectName(place.project))
    return { outcome: 'ignored', reason: `${place.project} cannot be a project's name` };
  const loaded = await loadProject(projectBucket(bucket, place.project));
  if ('problem' in loaded) {
    await createOnce(bucket, projectKeys(place.project).problem, JSON.stringify(loaded.problem));
    return { outcome: 'waiting', reason: loaded.problem.reason };
  }
  const size = dropped.bytes !== undefined && dropped.etag ? dropped : await findSize(bucket, key);
  if (!size) return SUPERSEDED;
  const etag = `"${bareTag(size.etag!)}"`;
  const unread = isOfTexts(loaded.project.taskType) ? textSizeProblem(size.bytes!) : sizeProblem(size.bytes!);
  if (unread) {
    const found = await findSize(bucket, key, etag);
    if (!found) return SUPERSEDED;
    const upload = { bucket, key, etag, at: found.lastModified.toISOString() };
    return quarantine(upload, loaded.project, found.bytes, intakeId(key, etag), unread);
  }
  const stored = await findObject(bucket, key, etag);
  if (!stored) return SUPERSEDED;
  const upload = { bucket, key, etag, at: stored.lastModified.toISOString() };
  const take = isOfTexts(loaded.project.taskType) ? takeTextIn : takeImageIn;
  return take(upload, loaded.project, stored.bytes);
}

async function takeTextIn(upload: Upload, project: Project, bytes: Uint8Array): Promise<Ingested> {
  const found = tableProblem(upload.key) ?? acceptText(bytes);
  if (isProblem(found)) return quarantine(upload, project, bytes.length, sha256(bytes), found);
  const hash = sha256(found.bytes);
  const imageKey = projectKeys(project.project).image(hash, 'txt');
  await createOnce(upload.bucket, imageKey, found.bytes, 'text/plain; charset=utf-8');
  const text = { sha256: hash, imageKey, bytes: found.bytes.length, characters: found.characters };
  return record(upload, project, { ...text, ...NO_PIXELS }, sha256(bareText(found.text)));
}

const NO_PIXELS = { width: 0, height: 0, channels: 0 };

async function takeImageIn(upload: Upload, project: Project, bytes: Uint8Array): Promise<Ingested> {
  const found = acceptImage(bytes, { crc32 });
  const reject = (problem: ImageProblem) => quarantine(upload, project, bytes.length, sha256(bytes), problem);
  if (isProblem(found)) return reject(found);
  const upright = found.orientation === 1 ? { bytes, structure: found } : uprightImage(bytes, found, { crc32 });
  if (isProblem(upright)) return reject(upright);
  const { format, width, height, channels } = upright.structure;
  const hash = sha256(upright.bytes);
  const imageKey = projectKeys(project.project).image(hash, format === 'jpeg' ? 'jpg' : 'png');
  const type = `image/${format}`;
  if (upright.bytes !== bytes) await createOnce(upload.bucket, imageKey, upright.bytes, type);
  else if (!(await copyObject(upload.bucket, upload.key, imageKey, upload.etag, type))) return SUPERSEDED;
  return record(upload, project, { sha256: hash, imageKey, bytes: upright.bytes.length, width, height, channels });
}

type Image = Pick<LedgerRecord, 'sha256' | 'imageKey' | 'bytes' | 'width' | 'height' | 'channels' | 'characters'>;

/** @param likeness the same of objects that must be on one side of the dataset */
async function record(
  upload: Upload,
  project: Project,
  image: Image,
  likeness: string = image.sha256,
): Promise<Ingested> {
  const { bucket, key, at } = upload;
  const keys = projectKeys(project.project);
  const imported = await findImport(upload, project.project);
  const fresh: LedgerRecord = {
    version: 1,
    ...image,
    originalKey: key,
    split:
      imported?.split ??
      parseFeedbackKey(key)?.split ??
      // Frames of one video are nearly alike: they are never on two sides.
      splitOf(videoOf(key) ?? likeness, project.uid, project.validationFraction, sha256),
    ingestedAt: at,
    batchId: null,
    attempts: 0,
    ...(imported && { reservedFor: imported.requestId }),
    outcome: 'pending',
  };
  const ledgerKey = keys.ledger(image.sha256);
  const known = (await createOnce(bucket, ledgerKey, JSON.stringify(fresh)))
    ? fresh
    : await readKnown(projectBucket(bucket, project.project), image.sha256, imported?.requestId);
  if (known.outcome === 'forgotten') return refuseForgotten(upload, project, image, known);
  if (isFree(known)) await createOnce(bucket, keys.pending(image.sha256, known.attempts), '');
  const duplicate = known.originalKey !== key;
  if (duplicate) {
    const alias = JSON.stringify({ sha256: image.sha256, key, at });
    await createOnce(bucket, keys.alias(image.sha256, sha256(key)), alias);
  }
  const outcome = duplicate ? 'duplicate' : 'accepted';
  await conclude(upload, project, { outcome, sha256: image.sha256 });
  if (!duplicate) return { outcome };
  return { outcome, reason: `the same ${image.characters === undefined ? 'image' : 'text'} as ${known.originalKey}` };
}

/** An image that people had forgotten is not taken in again: nothing of it stays but why, by its hash. */
async function refuseForgotten(
  { bucket, key, etag, at }: Upload,
  { project }: Project,
  { imageKey, sha256: hash, bytes }: Image,
  { reason: when = '' }: LedgerRecord,
): Promise<Ingested> {
  const keys = projectKeys(project);
  const reason = `this image was forgotten (${when}) and is not taken in again; \`labelloop forget image ${hash} --allow-again\` lets it in`;
  await deleteObject(bucket, imageKey);
  await deleteObject(bucket, key, etag);
  const kept: QuarantineReason = { key: hash, etag: bareTag(etag), bytes, code: 'forgotten', reason, at };
  await createOnce(bucket, keys.quarantineReason(hash), JSON.stringify(kept));
  const outcome: IntakeOutcome = { key: hash, etag: bareTag(etag), outcome: 'quarantined', quarantineId: hash, at };
  await createOnce(bucket, keys.intake(intakeId(key, etag)), JSON.stringify(outcome));
  return { outcome: 'quarantined', reason };
}

/** The import that the key says the image belongs to, unless somebody gave it up. */
async function findImport({ bucket, key }: Upload, project: string) {
  const imported = parseImportKey(key);
  const request = imported && (await findRequest(projectBucket(bucket, project), imported.requestId));
  return request?.state === 'open' ? imported : undefined;
}

/**
 * The record of an image that was dropped before. One that waits for labels is kept for the import that brings them.
 */
async function readKnown(bucket: ProjectBucket, image: string, requestId: string | undefined): Promise<LedgerRecord> {
  if (requestId !== undefined) return (await reserveImage(bucket, image, requestId))!;
  const ledgerKey = bucket.keys.ledger(image);
  return parseJson(ledgerRecordSchema, (await readText(bucket.name, ledgerKey)).text, ledgerKey);
}

/** @param id SHA-256 of the bytes where they were read, else of key and ETag */
async function quarantine(
  upload: Upload,
  project: Project,
  bytes: number,
  id: string,
  problem: ImageProblem,
): Promise<Ingested> {
  const { bucket, key, etag, at } = upload;
  const keys = projectKeys(project.project);
  if (bytes <= COPY_MAX_BYTES) {
    const copied = await copyObject(bucket, key, keys.quarantinedObject(id), etag, 'application/octet-stream');
    if (!copied) return SUPERSEDED;
  }
  const reason: QuarantineReason = { key, etag: bareTag(etag), bytes, ...problem, at };
  await createOnce(bucket, keys.quarantineReason(id), JSON.stringify(reason));
  await conclude(upload, project, { outcome: 'quarantined', quarantineId: id });
  return { outcome: 'quarantined', reason: problem.reason };
}

async function conclude(
  { bucket, key, etag, at }: Upload,
  { project }: Project,
  result: Pick<IntakeOutcome, 'outcome' | 'sha256' | 'quarantineId'>,
) {
  const outcome: IntakeOutcome = { key, etag: bareTag(etag), ...result, at };
  await createOnce(bucket, projectKeys(project).intake(intakeId(key, etag)), JSON.stringify(outcome));
}
