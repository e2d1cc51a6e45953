import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PictureFinder } from '../../../shared/domain/dataset/picture-finder.ts';
import { CommandError } from '../../command.ts';
import { filesBelow } from '../../files-below.ts';

export type FindImage = (ref: string) => Promise<Uint8Array | undefined>;

/** Images of a folder by what labels call them. @throws CommandError when there is no such folder */
export async function findImagesIn(folder: string): Promise<FindImage> {
  const { files } = await filesBelow(folder).catch(() => {
    throw new CommandError(`there is no folder ${folder}`, { todo: "name the images' folder with --images" });
  });
  const finder = new PictureFinder(files);
  return async (ref) => {
    const path = finder.find(ref);
    return path === undefined ? undefined : readFile(join(folder, ...path.split('/')));
  };
}
