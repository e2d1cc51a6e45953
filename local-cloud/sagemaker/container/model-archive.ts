import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { readTar, writeTar } from '../../../shared/tar.ts';

const LARGEST_MODEL_BYTES = 2 * 2 ** 30 - 1;

/** `model.tar.gz` of a folder, its files at the archive's root; undefined when the folder is empty. */
export async function packFolder(folder: string): Promise<Buffer | undefined> {
  if (!existsSync(folder)) return undefined;
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (paths.length === 0) return undefined;
  const entries = await Promise.all(
    paths.sort().map(async (path) => ({
      name: relative(folder, path).split(sep).join('/'),
      content: await readFile(path),
    })),
  );
  // Weights hardly shrink: the fastest level.
  return promisify(gzip)(writeTar(entries), { level: 1 });
}

/** Unpacks a `model.tar.gz` into an existing folder. @throws InvalidDocumentError; RangeError for more than 2 GiB */
export async function unpackInto(folder: string, archive: Uint8Array): Promise<void> {
  const tar = await promisify(gunzip)(archive, { maxOutputLength: LARGEST_MODEL_BYTES });
  for (const { name, content } of readTar(tar)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}
