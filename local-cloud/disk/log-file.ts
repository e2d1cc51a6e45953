import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { tellDiskFull } from './disk-full.ts';

const TRY_AGAIN_MS = 1_000;

/**
 * A log that is appended to. A disk that takes no more costs lines of the log, never the process: what could not be
 * written is counted, and the count is written once there is room.
 */
export class LogFile {
  readonly #path: string;
  #stream: WriteStream | undefined;
  #failedAt = Number.NEGATIVE_INFINITY;
  #lostBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes that could not be written and are not told of in the log yet. */
  get lostBytes(): number {
    return this.#lostBytes;
  }

  write(chunk: Uint8Array | string): void {
    const stream = this.#open();
    if (!stream) this.#lostBytes += Buffer.byteLength(chunk);
    else
      stream.write(chunk, (error) => {
        if (error) this.#lostBytes += Buffer.byteLength(chunk);
      });
  }

  /** Resolves when all that can be written is. */
  close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    return new Promise((closed) => {
      if (!stream || stream.closed) return closed();
      stream.once('close', closed);
      stream.end();
    });
  }

  #open(): WriteStream | undefined {
    if (this.#stream) return this.#stream;
    if (performance.now() - this.#failedAt < TRY_AGAIN_MS) return undefined;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
    const stream = createWriteStream(this.#path, { flags: 'a' });
    stream.on('error', (error) => this.#fail(error));
    this.#stream = stream;
    if (this.#lostBytes > 0) {
      stream.write(`\n[${this.#lostBytes} bytes of this log could not be written]\n`);
      this.#lostBytes = 0;
    }
    return stream;
  }

  #fail(error: unknown): void {
    this.#stream = undefined;
    this.#failedAt = performance.now();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') tellDiskFull();
    else console.error(`the log ${this.#path} cannot be written: ${(error as Error).message}`);
  }
}
