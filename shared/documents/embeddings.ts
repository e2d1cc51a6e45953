import { createOnce, findText, listObjects } from '../aws/s3.ts';
import { type Embedding, embeddingSchema } from '../contracts/embedding.ts';
import { parseJson } from '../contracts/parse.ts';
import { inParallel } from '../in-parallel.ts';
import { PARALLEL_CALLS } from './ledger.ts';
import type { ProjectBucket } from './project-bucket.ts';

/**
 * All embeddings of a project, by the image's SHA-256, in the order of the hashes. One request an image.
 * @param known those that were read before
 */
export async function readEmbeddings(
  bucket: ProjectBucket,
  known: ReadonlyMap<string, Embedding> = new Map(),
): Promise<Map<string, Embedding>> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket.name, bucket.keys.embeddingsPrefix)) keys.push(key);
  const found = await inParallel(keys, PARALLEL_CALLS, async (key) => {
    const id = key.slice(key.lastIndexOf('/') + 1).replace('.json', '');
    if (known.has(id)) return [id, known.get(id)!] as const;
    const stored = await findText(bucket.name, key);
    return stored && ([id, parseJson(embeddingSchema, stored.text, key)] as const);
  });
  return new Map(found.filter((one) => one !== undefined));
}

export const keepEmbedding = (bucket: ProjectBucket, sha256: string, embedding: Embedding) =>
  createOnce(bucket.name, bucket.keys.embedding(sha256), JSON.stringify(embedding));
