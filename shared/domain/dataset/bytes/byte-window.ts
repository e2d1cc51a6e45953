/** The part of a stream of bytes that is being looked at. */
export class ByteWindow {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What was taken from the stream and is not behind; only the first `end` bytes count. */
  bytes: Uint8Array = new Uint8Array(64 * 1024);
  end = 0;
  at = 0;

  /** @param chunks each is done with when the next one is asked for */
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * Drops what is behind and takes at least as much again as is left: whoever looks from the start again each time
   * looks at every byte a few times only.
   * @returns whether there was more
   */
  async more(): Promise<boolean> {
    this.bytes.copyWithin(0, this.at, this.end);
    this.end -= this.at;
    this.at = 0;
    const enough = this.end * 2;
    const before = this.end;
    do {
      const { value, done } = await this.#chunks.next();
      if (done) break;
      this.#add(value);
    } while (this.end < enough);
    return this.end > before;
  }

  /** Lets go of the stream, wherever it is. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #add(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.bytes.length) {
      const larger = new Uint8Array(2 * (this.end + chunk.length));
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }
}
