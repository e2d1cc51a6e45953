import { baseName, stemOf } from '../../shared/domain/dataset/image-names.ts';
import { chooseByEnd } from '../dataset/files/find-images.ts';
import type { LocalFile } from '../intake/collect-files.ts';

/**
 * Finds files by what labels call their images: the file whose path agrees with the end of the reference in the most parts; where no
 * file has the base name, by the name without its extension. A name that two files have alike is nobody's.
 */
export function fileFinder(files: readonly LocalFile[]): (ref: string) => LocalFile | undefined {
  const byPath = new Map(files.map((file) => [file.name, file]));
  const index = (nameOf: (name: string) => string) => Map.groupBy(byPath.keys(), nameOf);
  const byName = index(baseName);
  const byStem = index(stemOf);
  return (ref) => {
    const named = byName.get(baseName(ref));
    const path = named ? chooseByEnd(named, ref) : onlyOne(byStem.get(stemOf(ref)));
    return path === undefined ? undefined : byPath.get(path);
  };
}

const onlyOne = (paths: readonly string[] = []) => (paths.length === 1 ? paths[0] : undefined);
