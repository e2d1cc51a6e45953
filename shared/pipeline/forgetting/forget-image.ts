import { deleteObject, listFolders, listObjects, readText } from '../../aws/s3.ts';
import { captureReadingSchema } from '../../contracts/capture.ts';
import { aliasSchema, intakeOutcomeSchema, type LedgerRecord } from '../../contracts/ledger-record.ts';
import { parseJson } from '../../contracts/parse.ts';
import type { Project } from '../../contracts/project.ts';
import { recordAct } from '../../documents/audit.ts';
import { listReadings } from '../../documents/captures.ts';
import { findChampion } from '../../documents/champion.ts';
import { changeRecord, PARALLEL_CALLS } from '../../documents/ledger.ts';
import { loadProject } from '../../documents/project.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { datasetVersionOf } from '../../domain/project/names.ts';
import { InvalidDocumentError } from '../../errors.ts';
import { inParallel } from '../../in-parallel.ts';
import { type Containing, leaveDatasets } from './leave-datasets.ts';

/** Who has something forgotten, and why. */
export interface ForgetRequest {
  by: string;
  /** The reason for people; kept in the tombstone and the audit. */
  note: string;
  /** ISO 8601. */
  now: string;
}

/** What forgetting an image came to. */
export interface ForgottenImage {
  sha256: string;
  /** Objects that are gone now. */
  deleted: number;
  /** The dataset version without the image; null when none had it. */
  datasetVersion: number | null;
  /** Models that learned from the image or were measured on it, and whether one serves now. */
  models: Array<{ modelName: string; side: 'train' | 'validation'; isChampion: boolean }>;
}

/**
 * Has a project forget an image: first the record becomes a tombstone, which is the point of no return; then its bytes,
 * its file names, its proposals and the exports with it go, and a dataset version without it is made. Broken off
 * anywhere, the same call finishes it.
 * @returns undefined when the project never accepted such an image
 * @throws InvalidDocumentError when the project is not well
 */
export async function forgetImage(
  bucket: ProjectBucket,
  sha256: string,
  request: ForgetRequest,
): Promise<ForgottenImage | undefined> {
  const { by, note, now } = request;
  const record = await changeRecord(bucket, sha256, (present) =>
    present.outcome === 'forgotten' ? undefined : tombstone(present, `${now} by ${by}: ${note}`),
  );
  if (!record) return undefined;
  const traces = await deleteTraces(bucket, record);
  const { containing, exports, datasetVersion } = await leaveDatasets(bucket, sha256, note, () => wellProject(bucket));
  const deleted = traces + exports;
  const models = await modelsOf(bucket, containing);
  const at = /^\S+/.exec(record.reason ?? '')?.[0] ?? now;
  const act = { at, by, act: 'forgot', project: bucket.project, subject: sha256, note } as const;
  if (record.originalKey !== '') await recordAct(bucket.name, act, sha256.slice(0, 16));
  // The name it was dropped under is the last thing to go: until then a repeated call finds its traces by it.
  await changeRecord(bucket, sha256, (present) =>
    present.outcome === 'forgotten' && present.originalKey !== '' ? { ...present, originalKey: '' } : undefined,
  );
  return { sha256, deleted, datasetVersion, models };
}

/** Takes the tombstone away: the image is taken in when it is dropped again. @returns false when there is none */
export async function allowAgain(
  bucket: ProjectBucket,
  sha256: string,
  { by, note, now }: ForgetRequest,
): Promise<boolean> {
  const { name, project, keys } = bucket;
  const record = await changeRecord(bucket, sha256, () => undefined);
  if (record?.outcome !== 'forgotten') return false;
  await recordAct(name, { at: now, by, act: 'changed', project, subject: sha256, note: note || 'may come again' });
  await deleteObject(name, keys.quarantineReason(sha256));
  return deleteObject(name, keys.ledger(sha256));
}

/** @throws InvalidDocumentError when the project is not well */
async function wellProject(bucket: ProjectBucket): Promise<Project> {
  const loaded = await loadProject(bucket);
  if ('problem' in loaded) throw new InvalidDocumentError(loaded.problem.reason);
  return loaded.project;
}

/** All that stays: the hash, and what the rules of a record want. */
function tombstone({ sha256, imageKey, originalKey, split }: LedgerRecord, reason: string): LedgerRecord {
  const nothing = { bytes: 0, width: 0, height: 0, channels: 0, ingestedAt: '', batchId: null, attempts: 0 };
  const said = reason.slice(0, 500);
  return { version: 1, sha256, imageKey, originalKey, split, ...nothing, outcome: 'forgotten', reason: said };
}

/** Files of what the endpoint was asked with the image; they hold other images too. */
async function asksWith(bucket: ProjectBucket, sha256: string): Promise<string[]> {
  const files = await inParallel(await listReadings(bucket), PARALLEL_CALLS, async (key) => {
    const { file, images } = parseJson(captureReadingSchema, (await readText(bucket.name, key)).text, key);
    return images.some((image) => image.sha256 === sha256) ? [file] : [];
  });
  return files.flat();
}

/**
 * Bytes, inbox, names, markers, proposals, embedding and what was said of it in use. The inbox goes before the outcome
 * that keeps it from being taken in again.
 */
async function deleteTraces(bucket: ProjectBucket, record: LedgerRecord): Promise<number> {
  const { name, keys } = bucket;
  const { sha256, imageKey, originalKey } = record;
  const aliases: string[] = [];
  const dropped = originalKey ? [originalKey] : [];
  for await (const { key } of listObjects(name, keys.aliasesOf(sha256))) {
    aliases.push(key);
    dropped.push(parseJson(aliasSchema, (await readText(name, key)).text, key).key);
  }
  const pending: string[] = [];
  for await (const { key } of listObjects(name, keys.pending(sha256))) pending.push(key);
  const intakes: string[] = [];
  for await (const { key } of listObjects(name, keys.intakePrefix)) intakes.push(key);
  const own = await inParallel(intakes, PARALLEL_CALLS, async (key) => {
    const { outcome, sha256: image } = parseJson(intakeOutcomeSchema, (await readText(name, key)).text, key);
    return image === sha256 && outcome !== 'quarantined' ? [key] : [];
  });
  const inUse = await asksWith(bucket, sha256);
  for await (const { key } of listObjects(name, keys.feedbackPrefix))
    if (key.endsWith(`/${sha256}.json`)) inUse.push(key);
  const first = [imageKey, keys.proposals(sha256), keys.embedding(sha256), ...pending, ...inUse, ...dropped];
  const gone = await inParallel(first, PARALLEL_CALLS, (key) => deleteObject(name, key));
  const last = [...own.flat(), ...aliases];
  const goneLast = await inParallel(last, PARALLEL_CALLS, (key) => deleteObject(name, key));
  return [...gone, ...goneLast].filter(Boolean).length;
}

async function modelsOf(bucket: ProjectBucket, containing: readonly Containing[]): Promise<ForgottenImage['models']> {
  const { evaluationsPrefix } = bucket.keys;
  const names = new Set<string>();
  for (const hash of await listFolders(bucket.name, evaluationsPrefix))
    for (const model of await listFolders(bucket.name, `${evaluationsPrefix}${hash}/`)) names.add(model);
  const champion = await findChampion(bucket);
  return [...names].sort().flatMap((modelName) => {
    const found = containing.find(({ version }) => version.datasetVersion === datasetVersionOf(modelName));
    return found ? [{ modelName, side: found.side, isChampion: champion?.modelName === modelName }] : [];
  });
}
