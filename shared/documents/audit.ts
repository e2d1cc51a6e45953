import { randomUUID } from 'node:crypto';
import { createOnce, listObjects, readText } from '../aws/s3.ts';
import { type AuditEntry, auditEntrySchema } from '../contracts/audit.ts';
import { parseJson } from '../contracts/parse.ts';
import { AUDIT_PREFIX, auditKey } from '../domain/project/bucket-keys.ts';
import { inParallel } from '../in-parallel.ts';
import { PARALLEL_CALLS } from './ledger.ts';

/**
 * Puts on record what a person did; an entry is written once and changed by nobody.
 * @param id the same where the same act may be told twice
 */
export async function recordAct(
  bucket: string,
  act: Omit<AuditEntry, 'version'>,
  id = randomUUID().slice(0, 8),
): Promise<void> {
  await createOnce(bucket, auditKey(act.at, id), JSON.stringify({ version: 1, ...act }));
}

/** What was done last, newest first. @param project only what was done to this one */
export async function readAudit(bucket: string, shown: number, project?: string): Promise<AuditEntry[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, AUDIT_PREFIX)) keys.push(key);
  const newest = keys.sort().reverse();
  const found: AuditEntry[] = [];
  // In parts: a project's own entries may lie far back.
  for (let at = 0; at < newest.length && found.length < shown; at += PARALLEL_CALLS) {
    const part = await inParallel(newest.slice(at, at + PARALLEL_CALLS), PARALLEL_CALLS, async (key) =>
      parseJson(auditEntrySchema, (await readText(bucket, key)).text, key),
    );
    found.push(...part.filter((entry) => project === undefined || entry.project === project));
  }
  return found.slice(0, shown);
}
