import { type Embedding, embeddingSchema } from '../../shared/contracts/embedding.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { Files, JobPorts } from '../engine-ports.ts';
import type { JobObject } from './peoples-labels.ts';

const READS_AT_ONCE = 32;

/** What was read: embeddings are written once, and asked for again in each round. */
const known = new WeakMap<Files, Map<string, Embedding | undefined>>();
const MOST_KNOWN = 20_000;

/** By object id what lies beside the images of a project; images without one are left out. */
export async function embeddingsBeside(
  objects: readonly Pick<JobObject, 'id' | 'image'>[],
  ports: Pick<JobPorts, 'files' | 'dataBucket'>,
): Promise<Map<string, Embedding>> {
  const read = known.get(ports.files) ?? new Map<string, Embedding | undefined>();
  known.set(ports.files, read);
  if (read.size >= MOST_KNOWN) read.clear();
  const found = await inParallel(objects, READS_AT_ONCE, async ({ id, image }) => {
    if (!read.has(image)) read.set(image, await readEmbedding(image, ports));
    const embedding = read.get(image);
    return embedding && ([id, embedding] as const);
  });
  return new Map(found.filter((one) => one !== undefined));
}

/** One that cannot be read is none. */
async function readEmbedding(
  imageUri: string,
  { files, dataBucket }: Pick<JobPorts, 'files' | 'dataBucket'>,
): Promise<Embedding | undefined> {
  const image = parseImageKey(imageUri);
  if (!image || !imageUri.startsWith(s3Uri(dataBucket, 'projects/'))) return undefined;
  const uri = s3Uri(dataBucket, projectKeys(image.project).embedding(image.sha256));
  try {
    return parseJson(embeddingSchema, await files.read(uri), uri);
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'ObjectMissingError' && name !== 'InvalidDocumentError') throw error;
    return undefined;
  }
}
