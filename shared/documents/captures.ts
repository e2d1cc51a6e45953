import { createOnce, findText, listObjects, readText } from '../aws/s3.ts';
import {
  type CaptureReading,
  type CaptureReference,
  captureReadingSchema,
  captureReferenceSchema,
  type Drift,
  driftSchema,
} from '../contracts/capture.ts';
import { parseJson } from '../contracts/parse.ts';
import { inParallel } from '../in-parallel.ts';
import { sha256 } from '../sha256.ts';
import { changeDocument } from './change-document.ts';
import { PARALLEL_CALLS } from './ledger.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** Keys of all files that the endpoints' data capture wrote, the oldest first within an endpoint. */
export async function listCaptures({ name, keys }: ProjectBucket): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of listObjects(name, keys.capturePrefix)) found.push(key);
  return found;
}

/** Where the reading of a captured file is kept. @param day yyyy-mm-dd of the file's folder */
export const readingKey = ({ keys }: ProjectBucket, day: string, file: string) => keys.reading(day, sha256(file));

/** Keys of all readings. */
export async function listReadings({ name, keys }: ProjectBucket): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of listObjects(name, keys.productionPrefix)) found.push(key);
  return found;
}

export const keepReading = (bucket: ProjectBucket, day: string, reading: CaptureReading) =>
  createOnce(bucket.name, readingKey(bucket, day, reading.file), JSON.stringify(reading));

/** The readings of those days, in the order of their keys. @param days yyyy-mm-dd, UTC */
export async function readReadings(bucket: ProjectBucket, days: readonly string[]): Promise<CaptureReading[]> {
  const keys: string[] = [];
  for (const day of days)
    for await (const { key } of listObjects(bucket.name, bucket.keys.readingsOfDay(day))) keys.push(key);
  return inParallel(keys, PARALLEL_CALLS, async (key) =>
    parseJson(captureReadingSchema, (await readText(bucket.name, key)).text, key),
  );
}

export async function findReference(bucket: ProjectBucket, modelName: string): Promise<CaptureReference | undefined> {
  const key = bucket.keys.reference(modelName);
  const stored = await findText(bucket.name, key);
  return stored && parseJson(captureReferenceSchema, stored.text, key);
}

export const keepReference = (bucket: ProjectBucket, reference: CaptureReference) =>
  createOnce(bucket.name, bucket.keys.reference(reference.modelName), JSON.stringify(reference));

const parseDrift = (text: string, key: string): Drift => parseJson(driftSchema, text, key);

/** The newest look at how production differs from validation; undefined: nobody looked yet. */
export async function findDrift(bucket: ProjectBucket): Promise<Drift | undefined> {
  const stored = await findText(bucket.name, bucket.keys.drift);
  return stored && parseDrift(stored.text, bucket.keys.drift);
}

/** Keeps a look, unless there is a newer one. */
export const keepDrift = (bucket: ProjectBucket, drift: Drift) =>
  changeDocument(bucket.name, bucket.keys.drift, parseDrift, (present) =>
    present && present.at >= drift.at ? undefined : drift,
  );
