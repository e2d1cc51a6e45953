import { listObjects, readText } from '../../shared/aws/s3.ts';
import { PARALLEL_CALLS, readRecords } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { LikeTexts } from '../../shared/domain/texts/like-texts.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { keepCopiesTogether } from './keep-copies-together.ts';
import type { NearCopy } from './sides-of-copies.ts';

/**
 * Puts new texts on the side of those that they are nearly the same as, while they may still move. Reads every text of
 * the project.
 * @param fresh SHA-256 of the new ones
 */
export async function lookAtTexts(bucket: string, project: string, fresh: readonly string[]): Promise<NearCopy[]> {
  const own = projectBucket(bucket, project);
  const all: string[] = [];
  for await (const { key } of listObjects(bucket, own.keys.ledgerPrefix))
    all.push(key.slice(key.lastIndexOf('/') + 1, -'.json'.length));
  const records = (await readRecords(own, all)).filter(({ outcome }) => outcome !== 'forgotten');
  const likeness = new LikeTexts();
  const texts = await inParallel(
    records,
    PARALLEL_CALLS,
    async ({ imageKey }) => (await readText(bucket, imageKey)).text,
  );
  for (const [at, { sha256 }] of records.entries()) likeness.add(sha256, texts[at]!);
  const sides = new Map(records.map(({ sha256, split }) => [sha256, split]));
  const isFresh = new Set(fresh);
  const inOrder = records.filter(({ sha256 }) => isFresh.has(sha256));
  return keepCopiesTogether({ bucket, project }, likeness, sides, inOrder);
}
