import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface FilesBelow {
  /** Paths below the folder with `/` between the parts, sorted. */
  files: string[];
  /** What was left, and why: nothing is passed over without a word. */
  passedOver: Array<{ name: string; why: string }>;
}

/**
 * Everything in a folder and below. Links to files are followed (DVC, git-annex and caches are made of them); links to
 * folders are not, since they may lead in circles. Hidden files (`.DS_Store`, `.git`) stay behind unsaid.
 * @throws what `readdir` throws, where there is no such folder
 */
export async function filesBelow(folder: string): Promise<FilesBelow> {
  const files: string[] = [];
  const passedOver: FilesBelow['passedOver'] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const parts = relative(folder, path).split(sep);
    if (parts.some((part) => part.startsWith('.')) || entry.isDirectory()) continue;
    const name = parts.join('/');
    const why = entry.isFile() ? undefined : await reasonToPass(entry, path);
    if (why === undefined) files.push(name);
    else passedOver.push({ name, why });
  }
  return { files: files.sort(), passedOver };
}

async function reasonToPass(entry: Dirent, path: string): Promise<string | undefined> {
  if (!entry.isSymbolicLink()) return 'a pipe, a socket or a device, no file';
  const target = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof target === 'string') return target === 'ELOOP' ? 'a link in a circle' : 'a link to nothing that is there';
  if (target.isFile()) return undefined;
  return target.isDirectory() ? 'a link to a folder: name that folder itself' : 'a link to a pipe or a device';
}
