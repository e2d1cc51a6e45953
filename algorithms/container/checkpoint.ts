import { join } from 'node:path';
import * as z from 'zod/mini';
import { findVectors, type Vectors, writeVectors } from './vector-file.ts';

const headerSchema = z.object({
  /** What the state belongs to: hyperparameters and dataset. */
  signature: z.string(),
  step: z.int(),
  /** Seconds of the training budget that are spent. */
  secondsUsed: z.number(),
});

export interface Checkpoint extends z.infer<typeof headerSchema> {
  vectors: Vectors;
}

const FILE = 'checkpoint.bin';

/** A kill at any time leaves the old or the new checkpoint. */
export const saveCheckpoint = (folder: string, { vectors, ...header }: Checkpoint) =>
  writeVectors(join(folder, FILE), header, vectors);

/** The last checkpoint with this signature; undefined when there is none. */
export async function loadCheckpoint(folder: string, signature: string): Promise<Checkpoint | undefined> {
  const found = await findVectors(join(folder, FILE), headerSchema);
  return found?.header.signature === signature ? { ...found.header, vectors: found.vectors } : undefined;
}
