/**
 * Where the engine keeps its state: four operations, so that any store with compare-and-set will do. Keys are the
 * engine's own.
 */
export interface Storage {
  /** undefined when there is none. */
  get(key: string): Promise<{ text: string; etag: string } | undefined>;
  /** Writes unless the key exists; whether this call wrote it. */
  create(key: string, text: string): Promise<boolean>;
  /** Replaces the object iff its ETag is still `etag`; the new ETag, undefined when it was not. */
  replaceIf(key: string, text: string, etag: string): Promise<string | undefined>;
  /** Every key with the prefix, in byte order. */
  list(prefix: string): AsyncIterable<string>;
}
