import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CommandError, usageError } from '../command.ts';
import { type FilesBelow, filesBelow } from '../files-below.ts';

export interface LocalFile {
  /** The file's path on this machine. */
  path: string;
  /** Key under `incoming/<project>/`: the folder's own structure, `/` between the parts. */
  name: string;
  /** What is dropped, where that is not the file as it is: a row of it, or its text in UTF-8. */
  bytes?: Uint8Array;
}

/** What of a file is dropped. */
export const readLocalFile = async ({ path, bytes }: LocalFile): Promise<Uint8Array> => bytes ?? readFile(path);

/**
 * The files that a person means by these arguments: files as they are, folders with everything below them (`filesBelow`
 * says what that is). Whether a file is an image is for the pipeline to say.
 * @throws CommandError for a path that is not there, or is neither file nor folder
 */
export async function collectFiles(
  paths: readonly string[],
): Promise<{ files: LocalFile[]; passedOver: FilesBelow['passedOver'] }> {
  const files: LocalFile[] = [];
  const passedOver: FilesBelow['passedOver'] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new CommandError(`there is no ${path}`, { todo: 'name files or folders that exist' });
    if (found.isFile()) files.push({ path, name: basename(resolve(path)) });
    else if (found.isDirectory()) {
      const below = await filesBelow(path);
      files.push(...below.files.map((name) => ({ path: join(path, ...name.split('/')), name })));
      passedOver.push(...below.passedOver);
    } else throw usageError(`${path} is a pipe or a device`, 'name files or folders');
  }
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)), passedOver };
}
