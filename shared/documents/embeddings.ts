import { createOnce, findText, listObjects } from '../aws/s3.ts';
import { type Embedding, embeddingSchema } from '../contracts/embedding.ts';
import { parseJson } from '../contracts/parse.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { inParallel } from '../in-parallel.ts';
import { PARALLEL_CALLS } from './ledger.ts';

/**
 * All embeddings of a project, by the image's SHA-256, in the order of the hashes. One request an image.
 * @param known those that were read before
 */
export async function readEmbeddings(
  bucket: string,
  project: string,
  known: ReadonlyMap<string, Embedding> = new Map(),
): Promise<Map<string, Embedding>> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, projectKeys(project).embeddingsPrefix)) keys.push(key);
  const found = await inParallel(keys, PARALLEL_CALLS, async (key) => {
    const id = key.slice(key.lastIndexOf('/') + 1).replace('.json', '');
    if (known.has(id)) return [id, known.get(id)!] as const;
    const stored = await findText(bucket, key);
    return stored && ([id, parseJson(embeddingSchema, stored.text, key)] as const);
  });
  return new Map(found.filter((one) => one !== undefined));
}

export const keepEmbedding = (bucket: string, project: string, sha256: string, embedding: Embedding) =>
  createOnce(bucket, projectKeys(project).embedding(sha256), JSON.stringify(embedding));
