import { PictureFinder } from '../../shared/domain/dataset/picture-finder.ts';
import type { LocalFile } from '../intake/collect-files.ts';

/** Finds files by what labels call their images. */
export function fileFinder(files: readonly LocalFile[]): (ref: string) => LocalFile | undefined {
  const byPath = new Map(files.map((file) => [file.name, file]));
  const finder = new PictureFinder(byPath.keys());
  return (ref) => {
    const path = finder.find(ref);
    return path === undefined ? undefined : byPath.get(path);
  };
}
