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

  /**
   * The base name; with a short hash before the extension when an earlier image has the same stem, or one that differs
   * in case or in how accents are composed, and for names that no disk takes.
   */
  flat(ref: string): string {
    const stem = stemOf(ref);
    const extension = baseName(ref).slice(stem.length);
    const isTaken = isFileName(ref) && this.#stems.add(stem.normalize('NFC').toLowerCase());
    return isTaken ? stem + extension : hashed(stem, extension, ref);
  }
}

/** Bytes of a name; disks take 255, and a label file's extension may be longer than its image's. */
const NAME_BYTES = 240;
/** Zero bytes, which no disk takes, and line breaks and tabs, which part the lists that name files. */
const NO_FILE_NAME = /\p{Cc}/gu;

const isFileName = (ref: string) => {
  const name = baseName(ref);
  return name.search(NO_FILE_NAME) < 0 && new TextEncoder().encode(name).length <= NAME_BYTES;
};

function hashed(stem: string, extension: string, ref: string): string {
  const end = `-${hash53(ref).toString(16).padStart(14, '0').slice(-8)}${extension.slice(0, 16)}`;
  let start = stem.replaceAll(NO_FILE_NAME, '_');
  while (new TextEncoder().encode(start + end).length > NAME_BYTES) start = start.slice(0, -8);
  return start + end;
}

/** Never above or outside of the folder that it is put in. */
const relativePath = (path: string) =>
  path
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
