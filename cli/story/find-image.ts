import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { listObjects } from '../../shared/aws/s3.ts';
import { findRecord, PARALLEL_CALLS } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { baseName } from '../../shared/domain/dataset/image-names.ts';
import { droppedName, hashOfLedgerKey, parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { usageError } from '../command.ts';

/**
 * The SHA-256 of the image that a person means: a file here by its bytes, else the beginning of a hash, an S3 URI, or
 * the name it was dropped under.
 * @returns undefined when there is none
 * @throws CommandError (exit code 2) when several fit
 */
export async function findImage(bucket: string, project: string, named: string): Promise<string | undefined> {
  const byUri = parseImageKey(named)?.sha256;
  if (byUri !== undefined) return byUri;
  const file = await stat(named).catch(() => undefined);
  if (file?.isFile()) {
    const sha256 = createHash('sha256')
      .update(await readFile(named))
      .digest('hex');
    if (await findRecord(projectBucket(bucket, project), sha256)) return sha256;
  }
  const all: string[] = [];
  for await (const { key } of listObjects(bucket, projectKeys(project).ledgerPrefix)) all.push(hashOfLedgerKey(key));
  const byHash = /^[0-9a-f]{6,64}$/.test(named) ? all.filter((sha256) => sha256.startsWith(named)) : [];
  const found = byHash.length > 0 ? byHash : await byName(bucket, project, all, named);
  if (found.length < 2) return found[0];
  const several = found.slice(0, 5).map((sha256) => sha256.slice(0, 12));
  throw usageError(`${found.length} images fit ${named}`, `name one by its SHA-256: ${several.join(', ')}`);
}

async function byName(bucket: string, project: string, all: readonly string[], named: string): Promise<string[]> {
  const records = await inParallel(all, PARALLEL_CALLS, (sha256) => findRecord(projectBucket(bucket, project), sha256));
  return all.filter((_, at) => {
    const name = droppedName(records[at]?.record.originalKey ?? '');
    return name === named || baseName(name) === baseName(named);
  });
}
