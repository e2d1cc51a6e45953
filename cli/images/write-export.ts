import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../command.ts';

/**
 * Writes files below a folder that is new or empty.
 * @param files relative path and text
 * @throws CommandError when something is in the folder
 */
export async function writeExport(folder: string, files: ReadonlyArray<readonly [path: string, text: string]>) {
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0)
    throw new CommandError(`${folder} is not empty`, { todo: 'name a new folder: nothing is overwritten' });
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
