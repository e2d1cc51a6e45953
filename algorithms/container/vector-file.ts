import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';

export type Vectors = Record<string, Float32Array>;

const namesSchema = z.looseObject({ vectors: z.array(z.object({ name: z.string(), length: z.int() })) });

/**
 * Writes a header (JSON) and named vectors beside the old file, then takes its place: a kill at any time leaves the old
 * or the new one.
 */
export async function writeVectors(path: string, header: object, vectors: Vectors): Promise<void> {
  const lengths = Object.entries(vectors).map(([name, { length }]) => ({ name, length }));
  const text = Buffer.from(JSON.stringify({ ...header, vectors: lengths }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w');
  try {
    const parts = Object.values(vectors).map(
      (vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
    );
    await file.writev([size, text, ...parts]);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** What `writeVectors` wrote; undefined where there is no such file. @throws InvalidDocumentError */
export async function findVectors<Header>(
  path: string,
  schema: z.ZodMiniType<Header>,
): Promise<{ header: Header; vectors: Vectors } | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return readVectors(bytes, basename(path), schema);
}

/** @param what names the bytes in messages. @throws InvalidDocumentError */
export function readVectors<Header>(
  bytes: Buffer,
  what: string,
  schema: z.ZodMiniType<Header>,
): { header: Header; vectors: Vectors } {
  const headerEnd = 4 + bytes.readUInt32LE(0);
  const text = bytes.toString('utf8', 4, headerEnd);
  const vectors: Vectors = {};
  let at = headerEnd;
  for (const { name, length } of parseJson(namesSchema, text, what).vectors) {
    const end = at + length * Float32Array.BYTES_PER_ELEMENT;
    vectors[name] = new Float32Array(Uint8Array.from(bytes.subarray(at, end)).buffer);
    at = end;
  }
  return { header: parseJson(schema, text, what), vectors };
}
