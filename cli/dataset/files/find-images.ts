import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseName } from '../../../shared/domain/dataset/image-names.ts';
import { CommandError } from '../../command.ts';
import { filesBelow } from '../../files-below.ts';

export type FindImage = (ref: string) => Promise<Uint8Array | undefined>;

/**
 * Images of a folder by what labels call them: the file whose path is the longest end of the reference's path; a base name that two
 * folders have, and no longer end decides, is nobody's.
 * @throws CommandError when there is no such folder
 */
export async function findImagesIn(folder: string): Promise<FindImage> {
  const { files } = await filesBelow(folder).catch(() => {
    throw new CommandError(`there is no folder ${folder}`, { todo: "name the images' folder with --images" });
  });
  const byName = new Map<string, string[]>();
  for (const path of files) byName.set(baseName(path), [...(byName.get(baseName(path)) ?? []), path]);
  return async (ref) => {
    const path = chooseByEnd(byName.get(baseName(ref)) ?? [], ref);
    return path === undefined ? undefined : readFile(join(folder, ...path.split('/')));
  };
}

/** The path that agrees with the end of `ref` in the most parts; undefined when two agree alike. */
export function chooseByEnd(paths: readonly string[], ref: string): string | undefined {
  const wanted = ref.split('/').reverse();
  const shared = (path: string) => {
    const parts = path.split('/').reverse();
    const at = parts.findIndex((part, index) => part !== wanted[index]);
    return at < 0 ? parts.length : at;
  };
  const [first, second] = [...paths].sort((a, b) => shared(b) - shared(a));
  return second !== undefined && shared(first!) === shared(second) ? undefined : first;
}
