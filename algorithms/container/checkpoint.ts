import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';

const headerSchema = z.object({
  /** What the state belongs to: hyperparameters and dataset. */
  signature: z.string(),
  step: z.int(),
  /** Seconds of the training budget that are spent. */
  secondsUsed: z.number(),
  vectors: z.array(z.object({ name: z.string(), length: z.int() })),
});

export interface Checkpoint {
  signature: string;
  step: number;
  secondsUsed: number;
  vectors: Record<string, Float32Array>;
}

const FILE = 'checkpoint.bin';

/** Writes beside the old one, then takes its place: a kill at any time leaves the old or the new checkpoint. */
export async function saveCheckpoint(folder: string, { vectors, ...rest }: Checkpoint) {
  const lengths = Object.entries(vectors).map(([name, { length }]) => ({ name, length }));
  const header = Buffer.from(JSON.stringify({ ...rest, vectors: lengths }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(header.length);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${FILE}.new`);
  const file = await open(temporary, 'w');
  try {
    const parts = Object.values(vectors).map(
      (vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
    );
    await file.writev([size, header, ...parts]);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, FILE));
}

/** The last checkpoint with this signature; undefined when there is none. */
export async function loadCheckpoint(folder: string, signature: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(folder, FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const headerEnd = 4 + bytes.readUInt32LE(0);
  const header = parseJson(headerSchema, bytes.toString('utf8', 4, headerEnd), FILE);
  if (header.signature !== signature) return undefined;
  const vectors: Record<string, Float32Array> = {};
  let at = headerEnd;
  for (const { name, length } of header.vectors) {
    const end = at + length * Float32Array.BYTES_PER_ELEMENT;
    vectors[name] = new Float32Array(Uint8Array.from(bytes.subarray(at, end)).buffer);
    at = end;
  }
  return { ...header, vectors };
}
