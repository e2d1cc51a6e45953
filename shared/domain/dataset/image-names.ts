import { hash53, SeenNames } from './seen-names.ts';

/** The last part of a path or URI; the query of a web address is no part of it. */
export function baseName(ref: string): string {
  const path = /^https?:\/\//i.test(ref) ? ref.replace(/[?#].*$/s, '') : ref;
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What a label file calls an image, with `/` where Windows wrote backslashes. */
export const imageRef = (name: string) => (/^[a-z0-9]+:\/\//i.test(name) ? name : name.replaceAll('\\', '/'));

/** The base name without its last extension: `a.b.jpg` -> `a.b`. */
export function stemOf(ref: string): string {
  const name = baseName(ref);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Characters that nobody sees and every comparison meets: zero-width spaces and joiners, the byte order mark. */
export const hasInvisible = (ref: string) => /[\u200B-\u200D\u2060\uFEFF]/.test(ref);

const S3 = /^s3:\/\/([^/]+)\/+/;

/**
 * File names for exports. Two images of equal base names (other folders, other buckets, `a.jpg` beside `a.png`) must
 * not become one.
 */
export class ImageNames {
  #bucket: string | undefined;
  readonly #stems = new SeenNames();

  /** The path below the bucket, as `aws s3 sync` lays it out; with the bucket in front for a second bucket. */
  path(ref: string): string {
    const match = S3.exec(ref);
    if (!match) return relativePath(ref);
    const [scheme, bucket] = match;
    this.#bucket ??= bucket;
    const key = ref.slice(scheme.length);
    return relativePath(bucket === this.#bucket ? key : `${bucket}/${key}`);
  }

  /** The base name; with a short hash before the extension when an earlier image has the same stem. */
  flat(ref: string): string {
    const stem = stemOf(ref);
    if (this.#stems.add(stem.toLowerCase())) return baseName(ref);
    const name = `${stem}-${hash53(ref).toString(16).padStart(14, '0').slice(-8)}`;
    return `${name}${baseName(ref).slice(stem.length)}`;
  }
}

/** Never above or outside of the folder that it is put in. */
const relativePath = (path: string) =>
  path
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
