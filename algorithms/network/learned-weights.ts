import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod/mini';
import { readTar } from '../../shared/tar.ts';
import { readVectors, writeVectors } from '../container/vector-file.ts';
import type { LearnedWeights, Trainer } from './trainer.ts';

const FILE = 'weights.bin';
/** A model of this kind has some megabytes. */
const LARGEST_MODEL_BYTES = 2 ** 28;

const headerSchema = z.object({
  /** The trainer's. */
  signature: z.string(),
  labels: z.array(z.string()),
});

/** Writes them beside the model. */
export const writeWeights = (folder: string, { signature, state }: Trainer, labels: readonly string[]) =>
  writeVectors(join(folder, FILE), { signature, labels }, { average: state.average, statistics: state.statistics });

/**
 * The weights of the model in a channel, `model.tar.gz` as SageMaker hands one over.
 * @returns why they are of no use where they are of none: no model, or one that learned something else
 */
export async function findWeights(
  channel: string,
  { signature }: Trainer,
  labels: readonly string[],
): Promise<LearnedWeights | string> {
  let archive: Buffer;
  try {
    archive = await readFile(join(channel, 'model.tar.gz'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'there is no model yet';
    throw error;
  }
  try {
    const files = readTar(await promisify(gunzip)(archive, { maxOutputLength: LARGEST_MODEL_BYTES }));
    const file = files.find(({ name }) => name.replace(/^\.\//, '') === FILE);
    if (!file) return 'the champion has no weights to begin with';
    const { header, vectors } = readVectors(Buffer.from(file.content), FILE, headerSchema);
    if (header.labels.join('\n') !== labels.join('\n'))
      return `the champion knows other classes: ${header.labels.join(', ')}`;
    if (header.signature !== signature) return 'the champion is another network, or has another backbone';
    return vectors as unknown as LearnedWeights;
  } catch (error) {
    // Whatever is wrong with the old model, the new one can do without it.
    return `the champion cannot be read: ${(error as Error).message}`;
  }
}
