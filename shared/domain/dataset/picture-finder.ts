import { baseName, imageRef, stemOf } from './image-names.ts';

const PICTURE = /\.(jpe?g|png|gif|webp|bmp|tiff?|heic|heif|avif)$/i;
/** Label Studio puts eight digits before the names of uploaded files. */
const UPLOAD_PREFIX = /^[0-9a-f]{8}-(?=.)/;

/**
 * Finds files by what labels call their images, for all commands. In this order: the very path; the base name; the base
 * name as it is in another case, encoded or with a tool's upload prefix; the name with another extension. Of several
 * files of a name the one whose path agrees with the end of the reference in the most parts; where two agree alike,
 * none.
 */
export class PictureFinder {
  readonly #paths: ReadonlySet<string>;
  readonly #byName = new Map<string, string[]>();
  readonly #byPlainName = new Map<string, string[]>();
  readonly #byStem = new Map<string, string[]>();

  /** @param paths with `/` */
  constructor(paths: Iterable<string>) {
    this.#paths = new Set(paths);
    for (const path of this.#paths) {
      const name = baseName(path);
      add(this.#byName, name, path);
      add(this.#byPlainName, plain(name), path);
      if (PICTURE.test(name)) add(this.#byStem, stemOf(plain(name)), path);
    }
  }

  find(ref: string): string | undefined {
    const path = imageRef(ref);
    if (this.#paths.has(path)) return path;
    const decoded = decodedPath(path);
    for (const wanted of new Set([path, decoded])) {
      const name = baseName(wanted);
      const original = name.replace(UPLOAD_PREFIX, '');
      const found =
        this.#byName.get(name) ??
        this.#byPlainName.get(plain(name)) ??
        this.#byName.get(original) ??
        this.#byPlainName.get(plain(original));
      if (found) return chooseByEnd(found, wanted);
    }
    const stem = stemOf(plain(baseName(decoded)));
    const found = this.#byStem.get(stem) ?? this.#byStem.get(stem.replace(UPLOAD_PREFIX, ''));
    return found && chooseByEnd(found, decoded);
  }
}

function add(index: Map<string, string[]>, key: string, path: string): void {
  const paths = index.get(key);
  if (paths) paths.push(path);
  else index.set(key, [path]);
}

/** Systems of files differ in case, and in how they compose accents. */
const plain = (name: string) => name.normalize('NFC').toLowerCase();

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path.replace(/(?<=^https?:.*)[?#].*$/s, ''));
  } catch {
    return path;
  }
}

/** The path that agrees with the end of `ref` in the most parts; undefined when two agree alike. */
export function chooseByEnd(paths: readonly string[], ref: string): string | undefined {
  if (paths.length === 1) return paths[0];
  const wanted = plain(ref).split('/').slice(0, -1).reverse();
  const shared = (path: string) => {
    const folders = plain(path).split('/').slice(0, -1).reverse();
    const at = folders.findIndex((part, index) => part !== wanted[index]);
    return at < 0 ? folders.length : at;
  };
  const [first, second] = [...paths].sort((a, b) => shared(b) - shared(a));
  return second !== undefined && shared(first!) === shared(second) ? undefined : first;
}
