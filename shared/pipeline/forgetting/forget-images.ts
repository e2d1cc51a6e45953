import { deleteObject, listFolders, listObjects, readText } from '../../aws/s3.ts';
import { captureReadingSchema } from '../../contracts/capture.ts';
import { aliasSchema, intakeOutcomeSchema, type LedgerRecord } from '../../contracts/ledger-record.ts';
import { parseJson } from '../../contracts/parse.ts';
import { recordAct } from '../../documents/audit.ts';
import { listReadings } from '../../documents/captures.ts';
import { findChampion } from '../../documents/champion.ts';
import { changeRecord, PARALLEL_CALLS } from '../../documents/ledger.ts';
import { wellProject } from '../../documents/project.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { leaveTags } from '../../documents/tags.ts';
import { hashOfLedgerKey } from '../../domain/project/bucket-keys.ts';
import { datasetVersionOf } from '../../domain/project/names.ts';
import { inParallel } from '../../in-parallel.ts';
import { type Containing, leaveDatasets } from './leave-datasets.ts';
import { leaveSequences } from './leave-sequences.ts';

/** Who has something forgotten, and why. */
export interface ForgetRequest {
  by: string;
  /** The reason for people; kept in the tombstone and the audit. */
  note: string;
  /** ISO 8601. */
  now: string;
}

/** What forgetting images came to. */
export interface ForgottenImages {
  /** Hashes of those that are forgotten now. */
  images: string[];
  /** Objects that are gone now. */
  deleted: number;
  /** The dataset version without the images; null when none had them. */
  datasetVersion: number | null;
  /** Models that learned from one of them or were measured on it, and whether one serves now. */
  models: Array<{ modelName: string; side: 'train' | 'validation'; isChampion: boolean }>;
}

/**
 * Has a project forget images: first each record becomes a tombstone, which is the point of no return; then their
 * bytes, file names, proposals and the exports with them go, and one dataset version without them is made. Broken off
 * anywhere, the same call finishes it; `unfinishedOnes` says which images that is about.
 * @param wanted hashes; those that the project never accepted are passed over
 * @throws InvalidDocumentError when the project is not well
 */
export async function forgetImages(
  bucket: ProjectBucket,
  wanted: readonly string[],
  request: ForgetRequest,
): Promise<ForgottenImages> {
  const { by, note, now } = request;
  const found = await inParallel(wanted, PARALLEL_CALLS, (sha256) =>
    changeRecord(bucket, sha256, (present) =>
      present.outcome === 'forgotten' ? undefined : tombstone(present, `${now} by ${by}: ${note}`),
    ),
  );
  const records = found.flatMap((record) => record ?? []);
  const images = records.map(({ sha256 }) => sha256);
  const traces = await deleteTraces(bucket, records);
  await leaveTags(bucket, images);
  await leaveSequences(
    bucket,
    records.map(({ imageKey }) => imageKey),
  );
  const { containing, exports, datasetVersion } = await leaveDatasets(bucket, images, note, () => wellProject(bucket));
  const models = await modelsOf(bucket, containing);
  for (const { sha256, reason, originalKey } of records) {
    const at = /^\S+/.exec(reason ?? '')?.[0] ?? now;
    const act = { at, by, act: 'forgot', project: bucket.project, subject: sha256, note } as const;
    if (originalKey !== '') await recordAct(bucket.name, act, sha256.slice(0, 16));
    // The name it was dropped under is the last thing to go: until then a repeated call finds its traces by it.
    await changeRecord(bucket, sha256, (present) =>
      isUnfinished(present) ? { ...present, originalKey: '' } : undefined,
    );
  }
  return { images, deleted: traces + exports, datasetVersion, models };
}

const isUnfinished = ({ outcome, originalKey }: LedgerRecord) => outcome === 'forgotten' && originalKey !== '';

/** The hashes of those records that were being forgotten when a call broke off. */
export const unfinishedOnes = (records: readonly LedgerRecord[]): string[] =>
  records.filter(isUnfinished).map(({ sha256 }) => sha256);

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

/** All that stays: the hash, and what the rules of a record want. */
function tombstone({ sha256, imageKey, originalKey, split }: LedgerRecord, reason: string): LedgerRecord {
  const nothing = { bytes: 0, width: 0, height: 0, channels: 0, ingestedAt: '', batchId: null, attempts: 0 };
  const said = reason.slice(0, 500);
  return { version: 1, sha256, imageKey, originalKey, split, ...nothing, outcome: 'forgotten', reason: said };
}

/** Files of what the endpoint was asked with one of the images; they hold other images too. */
async function asksWith(bucket: ProjectBucket, images: ReadonlySet<string>): Promise<string[]> {
  const files = await inParallel(await listReadings(bucket), PARALLEL_CALLS, async (key) => {
    const reading = parseJson(captureReadingSchema, (await readText(bucket.name, key)).text, key);
    return reading.images.some(({ sha256 }) => images.has(sha256)) ? [reading.file] : [];
  });
  return files.flat();
}

/**
 * Bytes, inbox, names, markers, proposals, embeddings and what was said of them in use. The inbox goes before the
 * outcomes that keep it from being taken in again.
 */
async function deleteTraces(bucket: ProjectBucket, records: readonly LedgerRecord[]): Promise<number> {
  const { name, keys } = bucket;
  const images = new Set(records.map(({ sha256 }) => sha256));
  const own = await inParallel(records, PARALLEL_CALLS, (record) => ownTraces(bucket, record));
  const intakes: string[] = [];
  for await (const { key } of listObjects(name, keys.intakePrefix)) intakes.push(key);
  const taken = await inParallel(intakes, PARALLEL_CALLS, async (key) => {
    const { outcome, sha256 } = parseJson(intakeOutcomeSchema, (await readText(name, key)).text, key);
    return sha256 !== undefined && images.has(sha256) && outcome !== 'quarantined' ? [key] : [];
  });
  const inUse = await asksWith(bucket, images);
  for await (const { key } of listObjects(name, keys.feedbackPrefix))
    if (images.has(hashOfLedgerKey(key))) inUse.push(key);
  const first = [...own.flatMap((traces) => traces.first), ...inUse];
  const gone = await inParallel(first, PARALLEL_CALLS, (key) => deleteObject(name, key));
  const last = [...taken.flat(), ...own.flatMap(({ aliases }) => aliases)];
  const goneLast = await inParallel(last, PARALLEL_CALLS, (key) => deleteObject(name, key));
  return [...gone, ...goneLast].filter(Boolean).length;
}

/** Keys that name the image; its aliases stay until what they name is gone. */
async function ownTraces({ name, keys }: ProjectBucket, { sha256, imageKey, originalKey }: LedgerRecord) {
  const aliases: string[] = [];
  const dropped = originalKey ? [originalKey] : [];
  for await (const { key } of listObjects(name, keys.aliasesOf(sha256))) {
    aliases.push(key);
    dropped.push(parseJson(aliasSchema, (await readText(name, key)).text, key).key);
  }
  const pending: string[] = [];
  for await (const { key } of listObjects(name, keys.pending(sha256))) pending.push(key);
  return { aliases, first: [imageKey, keys.proposals(sha256), keys.embedding(sha256), ...pending, ...dropped] };
}

async function modelsOf(bucket: ProjectBucket, containing: readonly Containing[]): Promise<ForgottenImages['models']> {
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
