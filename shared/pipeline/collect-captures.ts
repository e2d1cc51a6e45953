import { deleteObject, listFolders } from '../aws/s3.ts';
import type { CaptureReference, Drift } from '../contracts/capture.ts';
import type { Project } from '../contracts/project.ts';
import type { ScheduledEvent } from '../contracts/s3-event.ts';
import { isTrained } from '../contracts/trained-tasks.ts';
import { findDrift, findReference, listCaptures, listReadings, readingKey } from '../documents/captures.ts';
import { findChampion } from '../documents/champion.ts';
import { loadProject } from '../documents/project.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { DRIFT_DAYS } from '../domain/feedback/drift.ts';
import { type NearestImages, nearestImages } from '../domain/feedback/nearest-image.ts';
import { PROJECTS_PREFIX, parseCaptureKey } from '../domain/project/bucket-keys.ts';
import { isProjectName } from '../domain/project/names.ts';
import type { Logger } from '../handler/logger.ts';
import { lookForDrift } from './captures/look-for-drift.ts';
import { makeReference } from './captures/make-reference.ts';
import { type CaptureFile, readCaptureFile } from './captures/read-capture-file.ts';
import { switchCapture } from './captures/switch-capture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days that captured files are kept where the project does not say so any more. */
const DEFAULT_RETENTION_DAYS = 30;

/**
 * Reads what the endpoints' data capture wrote since the last time: sends images back to labeling where the project's
 * feedback wants them, looks for drift once an hour, and deletes what is older than the project keeps it. Then it lets
 * live endpoints keep what their projects want, see `switchCapture`. What goes wrong in one project leaves the others
 * alone. Killed anywhere, the next call goes on.
 * @param tellDrift gets each look
 * @throws the first project's unexpected error, after all had their turn
 */
export async function collectCaptures(
  bucket: string,
  event: ScheduledEvent,
  logger: Logger,
  tellDrift: (project: string, drift: Drift) => void,
): Promise<void> {
  const now = Date.parse(event.time);
  const failures: unknown[] = [];
  for (const name of (await listFolders(bucket, PROJECTS_PREFIX)).filter(isProjectName)) {
    const own = projectBucket(bucket, name);
    const failed = (what: string) => (error: unknown) => {
      failures.push(error);
      logger.error(what, { project: name, error: String(error) });
      return undefined;
    };
    const loaded = await loadProject(own).catch(failed(`project.json of ${name} could not be read`));
    if (!loaded || 'problem' in loaded) continue;
    const drift = await collectOfProject(own, loaded.project, now, logger).catch(
      failed(`what the endpoint of ${name} was asked could not be read`),
    );
    if (drift) tellDrift(name, drift);
    const switched = await switchCapture(own, loaded.project).catch(
      failed(`the endpoint of ${name} does not keep what the project wants`),
    );
    if (switched) logger.info('the endpoint keeps another share of what it is asked', { project: name, ...switched });
  }
  if (failures.length) throw failures[0];
}

async function collectOfProject(
  bucket: ProjectBucket,
  project: Project,
  now: number,
  logger: Logger,
): Promise<Drift | undefined> {
  const captures = await listCaptures(bucket);
  if (captures.length === 0) return undefined;
  const { taskType } = project;
  if (!isTrained(taskType)) return undefined;
  const readings = await listReadings(bucket);
  const champion = await findChampion(bucket);
  const reference = champion && (await makeReference(bucket, taskType, champion));
  const read = await readNewFiles(bucket, project, captures, new Set(readings));
  if (read.files > 0) logger.info('read what endpoints were asked', { project: bucket.project, ...read });
  await deleteOld(bucket, project, { captures, readings }, now);
  if (!champion || !reference) return undefined;
  if (!isDue(await findDrift(bucket), champion.modelName, now)) return undefined;
  return lookForDrift(bucket, project, champion, reference, now);
}

/** A look that had too few images is repeated with the next. */
const isDue = (last: Drift | undefined, modelName: string, now: number) =>
  !last || last.modelName !== modelName || last.measures === null || now - Date.parse(last.at) >= HOUR_MS;

const NO_REFERENCE: CaptureReference['images'] = [];

async function readNewFiles(
  bucket: ProjectBucket,
  project: Project,
  captures: readonly string[],
  readings: ReadonlySet<string>,
): Promise<{ files: number; images: number; unreadable: number }> {
  const near = new Map<string, NearestImages>();
  const total = { files: 0, images: 0, unreadable: 0 };
  for (const file of newFiles(bucket, captures, readings)) {
    const { modelName } = file;
    let nearest = near.get(modelName);
    if (!nearest) {
      nearest = nearestImages({ images: (await findReference(bucket, modelName))?.images ?? NO_REFERENCE });
      near.set(modelName, nearest);
    }
    const { images, unreadable } = await readCaptureFile(bucket, project, file, nearest);
    total.files += 1;
    total.images += images.length;
    total.unreadable += unreadable;
  }
  return total;
}

const newFiles = (bucket: ProjectBucket, captures: readonly string[], readings: ReadonlySet<string>): CaptureFile[] =>
  captures.flatMap((key) => {
    const parsed = parseCaptureKey(key);
    if (!parsed || readings.has(readingKey(bucket, parsed.day, key))) return [];
    return [{ key, day: parsed.day, modelName: parsed.modelName }];
  });

/**
 * Captured files go after the project's days, by the hour of their folder. Readings, which hold no images, stay as long
 * as drift looks back, and longer than their files: those would be read again.
 */
async function deleteOld(
  { name }: ProjectBucket,
  { capture }: Project,
  { captures, readings }: { captures: readonly string[]; readings: readonly string[] },
  now: number,
): Promise<void> {
  const retention = (capture?.retentionDays ?? DEFAULT_RETENTION_DAYS) * DAY_MS;
  for (const key of captures) {
    const parsed = parseCaptureKey(key);
    if (parsed && Date.parse(parsed.day) + (parsed.hour + 1) * HOUR_MS + retention <= now)
      await deleteObject(name, key);
  }
  const readingsUntil = now - Math.max(retention, DRIFT_DAYS * DAY_MS) - 2 * DAY_MS;
  for (const key of readings) {
    const day = key.split('/').at(-2)!;
    if (Date.parse(day) < readingsUntil) await deleteObject(name, key);
  }
}
