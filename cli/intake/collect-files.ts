import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { CommandError } from '../command.ts';

export interface LocalFile {
  /** On this machine. */
  path: string;
  /** Key under `incoming/<project>/`: the folder's own structure, `/` between the parts. */
  name: string;
}

/**
 * The files that a person means by these arguments: files as they are, folders with everything below them. Hidden files
 * (`.DS_Store`, `.git`) stay behind; whether a file is an image is for the pipeline to say.
 * @throws CommandError for a path that is not there
 */
export async function collectFiles(paths: readonly string[]): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new CommandError(`there is no ${path}`, { todo: 'name files or folders that exist' });
    if (found.isFile()) files.push({ path, name: basename(resolve(path)) });
    if (!found.isDirectory()) continue;
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      const entryPath = join(entry.parentPath, entry.name);
      const parts = relative(path, entryPath).split(sep);
      if (entry.isFile() && !parts.some((part) => part.startsWith('.')))
        files.push({ path: entryPath, name: parts.join('/') });
    }
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
