import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { untilFinished } from './stopping.ts';

/**
 * Writes a file so that it is there whole or not at all, whenever the command is stopped; its folder is made. What is
 * no plain file (a pipe, `/dev/stdout`) is written as it is.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const present = await stat(path).catch(() => undefined);
  if (present && !present.isFile()) return writeFile(path, content);
  const half = `${path}.${process.pid}.half`;
  const finished = untilFinished(() => rm(half, { force: true }));
  try {
    await writeFile(half, content);
    await rename(half, path);
  } finally {
    await rm(half, { force: true });
    finished();
  }
}
