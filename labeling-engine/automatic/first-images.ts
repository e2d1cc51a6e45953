import { type Embedding, embeddingSchema } from '../../shared/contracts/embedding.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { chooseDiverse } from '../../shared/domain/embeddings/choose-diverse.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { JobPorts } from '../engine-ports.ts';
import type { JobObject } from './peoples-labels.ts';

const READS_AT_ONCE = 32;
/** No more images than so many are compared; where there are more, chance chooses them. */
const COMPARED = 2000;
/** One in so many is chosen by chance, whatever the others are like. */
const RANDOM_ARM = 4;

/**
 * The images that people label before there is a model: those for people only, then of the others as many as asked for,
 * three quarters of them chosen to be as different as the images are, where embeddings lie beside them; else by chance.
 * @param random uniform numbers in [0, 1)
 */
export async function chooseFirstImages(
  objects: readonly JobObject[],
  count: number,
  ports: JobPorts,
  random: () => number,
): Promise<string[]> {
  const queued = objects.filter(({ state }) => state === 'queued');
  const judges = queued.filter(({ peopleOnly }) => peopleOnly).map(({ id }) => id);
  const pool = sample(
    queued.filter(({ peopleOnly }) => !peopleOnly),
    COMPARED,
    random,
  );
  const byChance = pool.slice(0, Math.ceil(count / RANDOM_ARM)).map(({ id }) => id);
  const others = pool.slice(byChance.length);
  const found = await inParallel(others, READS_AT_ONCE, async ({ id, image }) => {
    const embedding = await readEmbedding(image, ports);
    return embedding && ([id, embedding] as const);
  });
  const embeddings = new Map(found.filter((one) => one !== undefined));
  const diverse = chooseDiverse(embeddings, count - byChance.length, random);
  const chosen = new Set([...byChance, ...diverse]);
  for (const { id } of others) if (chosen.size < count) chosen.add(id);
  return [...judges, ...chosen];
}

/** What lies beside the image; one that cannot be read is none. */
async function readEmbedding(imageUri: string, ports: JobPorts): Promise<Embedding | undefined> {
  const image = parseImageKey(imageUri);
  if (!image || !imageUri.startsWith(s3Uri(ports.dataBucket, 'projects/'))) return undefined;
  const uri = s3Uri(ports.dataBucket, projectKeys(image.project).embedding(image.sha256));
  try {
    return parseJson(embeddingSchema, await ports.files.read(uri), uri);
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'ObjectMissingError' && name !== 'InvalidDocumentError') throw error;
    return undefined;
  }
}
