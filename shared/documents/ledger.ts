import { findText } from '../aws/s3.ts';
import { type LedgerRecord, ledgerRecordSchema } from '../contracts/ledger-record.ts';
import { parseJson } from '../contracts/parse.ts';
import { inParallel } from '../in-parallel.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** Objects read or written at a time; the SDK opens 50 connections. */
export const PARALLEL_CALLS = 48;

const parse = (text: string, key: string): LedgerRecord => parseJson(ledgerRecordSchema, text, key);

/** The record of an image; undefined when it was never accepted. */
export async function findRecord(
  bucket: ProjectBucket,
  sha256: string,
): Promise<{ record: LedgerRecord; etag: string } | undefined> {
  const key = bucket.keys.ledger(sha256);
  const stored = await findText(bucket.name, key);
  return stored && { record: parse(stored.text, key), etag: stored.etag };
}

/** The records of these images, in their order; images without one are left out. */
export async function readRecords(bucket: ProjectBucket, images: readonly string[]): Promise<LedgerRecord[]> {
  const found = await inParallel(images, PARALLEL_CALLS, (image) => findRecord(bucket, image));
  return found.flatMap((one) => (one ? [one.record] : []));
}

/**
 * Changes one image's record by compare-and-set. What `change` returns must be what it leaves alone afterwards: a
 * repeated call, or a write whose answer was lost, then changes nothing.
 * @param change returns the next record, or undefined to leave it
 * @returns the record as it stands afterwards; undefined when there is none
 * @throws ContendedError after 12 lost races
 */
export async function changeRecord(
  bucket: ProjectBucket,
  sha256: string,
  change: (record: LedgerRecord) => LedgerRecord | undefined,
): Promise<LedgerRecord | undefined> {
  return changeDocument(bucket.name, bucket.keys.ledger(sha256), parse, (record) => record && change(record));
}
