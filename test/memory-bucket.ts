import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

interface StoredObject {
  bytes: Uint8Array;
  etag: string;
  lastModified: Date;
}

/** Thrown by every call after the one that the bucket was told to die at: the function's process is gone. */
export class KilledError extends Error {}

const failure = (name: string, statusCode: number) =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode: statusCode } });

const utf8Order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
interface Call {
  name: string;
  key: string;
}

/**
 * S3 in memory behind every S3Client: Get, Head, Put, Copy, Delete and List with S3's conditions, strongly consistent.
 * Counts its calls, can die after the n-th, and can hold calls back to interleave two callers. One bucket at a time.
 */
export class MemoryBucket {
  readonly name = 'bucket';
  readonly objects = new Map<string, StoredObject>();
  calls = 0;
  /** Milliseconds since 1970; what is written from now on is that old. */
  now = Date.UTC(2026, 0, 1);
  /** Awaited before each call takes effect. */
  beforeCall: (call: Call) => Promise<void> | void = () => {};
  #lastCall = Number.POSITIVE_INFINITY;
  #sortedKeys: string[] | undefined;
  readonly #send = S3Client.prototype.send;

  constructor() {
    // Not aws-sdk-client-mock: its stubs take a stack trace of each call and keep it, which a million calls do not
    // bear.
    S3Client.prototype.send = (async (command: { constructor: { name: string }; input: object }) => {
      const input = command.input as { Key?: string; Prefix?: string };
      await this.beforeCall({ name: command.constructor.name, key: input.Key ?? input.Prefix ?? '' });
      if (this.calls >= this.#lastCall) throw new KilledError();
      this.calls++;
      return this.#answer(command);
    }) as typeof S3Client.prototype.send;
  }

  #answer(command: unknown): object {
    if (command instanceof GetObjectCommand) return this.#get(command.input);
    if (command instanceof HeadObjectCommand) return this.#head(command.input);
    if (command instanceof PutObjectCommand) return this.#put(command.input);
    if (command instanceof CopyObjectCommand) return this.#copy(command.input);
    if (command instanceof DeleteObjectCommand) return this.#delete(command.input);
    if (command instanceof ListObjectsV2Command) return this.#list(command.input);
    throw failure('NotImplemented', 501);
  }

  /** Lets `calls` more calls succeed; all later ones throw KilledError until `revive`. */
  dieAfter(calls: number) {
    this.calls = 0;
    this.#lastCall = calls;
  }

  revive() {
    this.#lastCall = Number.POSITIVE_INFINITY;
  }

  restore() {
    S3Client.prototype.send = this.#send;
  }

  /** Puts an object as a person would, without counting. Returns its ETag. */
  put(key: string, content: string | Uint8Array): string {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    if (!this.objects.has(key)) this.#sortedKeys = undefined;
    this.objects.set(key, { bytes, etag, lastModified: new Date(Math.floor(this.now / 1000) * 1000) });
    return etag;
  }

  remove(key: string) {
    if (this.objects.delete(key)) this.#sortedKeys = undefined;
  }

  text(key: string): string | undefined {
    const object = this.objects.get(key);
    return object && Buffer.from(object.bytes).toString('utf8');
  }

  json(key: string) {
    return JSON.parse(this.text(key) ?? 'null');
  }

  keys(prefix = ''): string[] {
    this.#sortedKeys ??= [...this.objects.keys()].sort(utf8Order);
    return prefix ? this.#sortedKeys.filter((key) => key.startsWith(prefix)) : this.#sortedKeys;
  }

  /** Names and bytes of everything: two buckets with equal content have equal dumps. */
  dump(): Record<string, string> {
    return Object.fromEntries(this.keys().map((key) => [key, this.text(key)!]));
  }

  #present(key: string | undefined, condition?: string): StoredObject {
    const object = this.objects.get(key!);
    if (!object) throw failure('NoSuchKey', 404);
    if (condition && condition !== object.etag) throw failure('PreconditionFailed', 412);
    return object;
  }

  #get({ Key, IfMatch }: GetObjectCommand['input']) {
    const { bytes, etag, lastModified } = this.#present(Key, IfMatch);
    return { Body: { transformToByteArray: async () => bytes }, ETag: etag, LastModified: lastModified };
  }

  #head({ Key, IfMatch }: HeadObjectCommand['input']) {
    const { bytes, etag, lastModified } = this.#present(Key, IfMatch);
    return { ContentLength: bytes.length, ETag: etag, LastModified: lastModified };
  }

  #put(input: PutObjectCommand['input']) {
    const key = input.Key!;
    if (input.IfNoneMatch && this.objects.has(key)) throw failure('PreconditionFailed', 412);
    if (input.IfMatch) this.#present(key, input.IfMatch);
    return { ETag: this.put(key, input.Body as string | Uint8Array) };
  }

  #copy(input: CopyObjectCommand['input']) {
    // Without it S3 copies tags, and no role of ours may read or write them: a tagged upload would be refused.
    if (input.TaggingDirective !== 'REPLACE') throw failure('AccessDenied', 403);
    const [, ...source] = input.CopySource!.split('/').map(decodeURIComponent);
    return {
      CopyObjectResult: { ETag: this.put(input.Key!, this.#present(source.join('/'), input.CopySourceIfMatch).bytes) },
    };
  }

  #delete({ Key, IfMatch }: DeleteObjectCommand['input']) {
    if (IfMatch && this.objects.has(Key!)) this.#present(Key, IfMatch);
    this.remove(Key!);
    return {};
  }

  #list({ Prefix = '', Delimiter, ContinuationToken, StartAfter, MaxKeys = 1000 }: ListObjectsV2Command['input']) {
    const after = ContinuationToken ?? StartAfter ?? '';
    const contents: object[] = [];
    const folders = new Set<string>();
    let last = '';
    const keys = this.keys();
    for (let at = lowerBound(keys, utf8Order(after, Prefix) > 0 ? after : Prefix); at < keys.length; at++) {
      const key = keys[at]!;
      if (!key.startsWith(Prefix)) break;
      if (after && utf8Order(key, after) <= 0) continue;
      if (contents.length + folders.size >= MaxKeys)
        return { Contents: contents, CommonPrefixes: prefixes(folders), NextContinuationToken: last };
      const cut = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1;
      if (cut >= 0) {
        const folder = key.slice(0, cut + 1);
        last = `${folder}\u{10ffff}`;
        folders.add(folder);
        at = lowerBound(keys, last) - 1;
        continue;
      }
      last = key;
      const { bytes, etag, lastModified } = this.objects.get(key)!;
      contents.push({ Key: key, ETag: etag, Size: bytes.length, LastModified: lastModified });
    }
    return { Contents: contents, CommonPrefixes: prefixes(folders) };
  }
}

/** Index of the first key that is not before `wanted`. */
function lowerBound(keys: string[], wanted: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (utf8Order(keys[middle]!, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const prefixes = (folders: Set<string>) => [...folders].map((Prefix) => ({ Prefix }));
