import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { copyFile, type FileHandle, link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../disk/sync-folder.ts';

/** One file of an object's content. */
export interface BlobSegment {
  blob: string;
  size: number;
}

/** Where an object's bytes are: small ones beside their index row, others in one file per PUT or part. */
export interface Content {
  size: number;
  inline: Uint8Array | null;
  segments: BlobSegment[];
}

export interface WrittenContent extends Content {
  md5: Buffer;
}

/** Below this a row is faster than a file (sqlite.org/fasterthanfs.html). */
const INLINE_BYTES = 32 * 1024;
const WRITE_BYTES = 2 ** 20;

/**
 * Files named by random ids, never by keys. A file counts only once an index row names it: one that a kill left before
 * that is moved aside at the next start.
 */
export class BlobStore {
  readonly #root: string;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  constructor(root: string) {
    this.#root = root;
    for (let shard = 0; shard < 256; shard++) {
      mkdirSync(join(root, shard.toString(16).padStart(2, '0')), { recursive: true });
    }
  }

  #folder(blob: string): string {
    return join(this.#root, blob.slice(0, 2));
  }

  #path(blob: string): string {
    return join(this.#folder(blob), blob);
  }

  /** Stores a stream; on its failure nothing stays. `inlineBytes: 0` always makes a file. */
  async write(body: AsyncIterable<Uint8Array>, inlineBytes = INLINE_BYTES): Promise<WrittenContent> {
    const md5 = createHash('md5');
    const blob = randomUUID();
    let file: FileHandle | undefined;
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    let size = 0;
    const flush = async () => {
      file ??= await open(this.#path(blob), 'wx', 0o600);
      await file.writev(waiting);
      waiting = [];
      waitingBytes = 0;
    };
    try {
      for await (const chunk of body) {
        md5.update(chunk);
        size += chunk.length;
        waitingBytes += chunk.length;
        waiting.push(chunk);
        if (waitingBytes >= WRITE_BYTES) await flush();
      }
      if (!file && size <= inlineBytes) {
        return { size, inline: Buffer.concat(waiting, size), segments: [], md5: md5.digest() };
      }
      await flush();
      await file!.datasync();
      syncFolder(this.#folder(blob));
      return { size, inline: null, segments: [{ blob, size }], md5: md5.digest() };
    } catch (error) {
      if (file) await rm(this.#path(blob), { force: true });
      throw error;
    } finally {
      await file?.close();
    }
  }

  /** A second name for the same bytes, so that both objects can be removed independently. */
  async copy(content: Content): Promise<Content> {
    const segments = await Promise.all(
      content.segments.map(async ({ blob, size }) => {
        const twin = randomUUID();
        await link(this.#path(blob), this.#path(twin)).catch(() => copyFile(this.#path(blob), this.#path(twin)));
        syncFolder(this.#folder(twin));
        return { blob: twin, size };
      }),
    );
    return { ...content, segments };
  }

  /** Keeps the files of a content while it is read, also when it is replaced meanwhile. Call the result when done. */
  hold({ segments }: Content): () => void {
    for (const { blob } of segments) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      for (const { blob } of segments) {
        const left = this.#readers.get(blob)! - 1;
        if (left > 0) this.#readers.set(blob, left);
        else {
          this.#readers.delete(blob);
          if (this.#doomed.delete(blob)) void this.#unlink(blob);
        }
      }
    };
  }

  /** `length` bytes from `start`. The content must be held. */
  async *read(content: Content, start = 0, length = content.size): AsyncGenerator<Uint8Array> {
    if (content.inline) {
      yield content.inline.subarray(start, start + length);
      return;
    }
    let offset = 0;
    for (const { blob, size } of content.segments) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(start + length - offset, size);
      if (from < to) yield* createReadStream(this.#path(blob), { start: from, end: to - 1, highWaterMark: 2 ** 18 });
      offset += size;
    }
  }

  /** Removes what no index row names any more; what is being read, once it is read. */
  discard(segments: BlobSegment[]): void {
    for (const { blob } of segments) {
      if (this.#readers.has(blob)) this.#doomed.add(blob);
      else void this.#unlink(blob);
    }
  }

  /** A file that could not be removed is an orphan for the next start. */
  #unlink(blob: string): Promise<void> {
    return rm(this.#path(blob), { force: true }).catch(() => undefined);
  }

  /** Moves a file out of the store, into `folder`. */
  setAside(blob: string, folder: string): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(this.#path(blob), join(folder, blob));
  }
}

const SHARD = /^[0-9a-f]{2}$/;

/** The names of all files of stored bytes below a folder that may not be there yet. */
export function listBlobs(root: string): string[] {
  const shards = readdirSync(root, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && SHARD.test(entry.name),
  );
  return shards.flatMap(({ name }) => readdirSync(join(root, name)));
}
