import { execFile } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const makeFifo = async (path: string) => {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
};
/** A FIFO cannot be opened for writing before somebody reads it, and nothing tells when. */
const READER_EVERY_MS = 20;

/** A channel in Pipe mode: the FIFOs `<channel>_0`, `<channel>_1`, … each holds the whole channel once. */
export class ChannelPipe {
  readonly #channel: string;
  readonly #stream: () => AsyncIterable<Uint8Array>;

  private constructor(channel: string, stream: () => AsyncIterable<Uint8Array>) {
    this.#channel = channel;
    this.#stream = stream;
  }

  /**
   * @param channel path of the channel's folder in File mode
   * @param stream the channel's bytes, asked once for each epoch that somebody reads
   */
  static async create(channel: string, stream: () => AsyncIterable<Uint8Array>): Promise<ChannelPipe> {
    const pipe = new ChannelPipe(channel, stream);
    await makeFifo(pipe.#path(0));
    return pipe;
  }

  /** Serves epoch after epoch until `signal`. Rejects with what `stream` throws. */
  async serve(signal: AbortSignal): Promise<void> {
    for (let epoch = 0; ; epoch++) {
      const writer = await this.#reader(epoch, signal);
      if (!writer) return;
      // The next one must be there before its reader can have seen the end of this one.
      await makeFifo(this.#path(epoch + 1));
      try {
        await pipeline(Readable.from(this.#stream()), writer, { signal });
      } catch (error) {
        if (signal.aborted) return;
        // A reader may stop anywhere.
        if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
      }
      await rm(this.#path(epoch));
    }
  }

  #path(epoch: number): string {
    return `${this.#channel}_${epoch}`;
  }

  /** The FIFO's end for writing, once it is being read; undefined after `signal`. */
  async #reader(epoch: number, signal: AbortSignal): Promise<Socket | undefined> {
    while (!signal.aborted) {
      try {
        const fd = openSync(this.#path(epoch), constants.O_WRONLY | constants.O_NONBLOCK);
        return new Socket({ fd, readable: false, writable: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      }
      await pause(READER_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }
}
