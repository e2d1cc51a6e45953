import { AwsError } from './aws-error.ts';

const LONGEST_LINE = 4096;
const LF = 10;

/**
 * Removes the aws-chunked framing: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n[<trailer>:<value>\r\n
 * …]\r\n`. Chunk signatures are skipped, not verified: lengths and the trailing checksum are.
 * @param onTrailer called with each trailer, its name in lower case, before the iteration ends
 * @throws AwsError IncompleteBody when the body ends too early, InvalidRequest when it is not framed
 */
export async function* unchunk(
  source: AsyncIterable<Uint8Array>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  for (;;) {
    const header = await reader.line();
    const size = /^([0-9a-fA-F]{1,8})(;|$)/.exec(header)?.[1];
    if (size === undefined) {
      throw new AwsError(
        'InvalidRequest',
        `The aws-chunked body has a malformed chunk header '${header.slice(0, 80)}'.`,
      );
    }
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    yield* reader.take(length);
    if ((await reader.line()) !== '') throw new AwsError('InvalidRequest', 'A chunk is longer than its header says.');
  }
  for (let line = await reader.lineOrEnd(); line; line = await reader.lineOrEnd()) {
    const colon = line.indexOf(':');
    onTrailer(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

/** Reads lines and byte runs from a stream of buffers without joining them. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? asBuffer(next.value) : Buffer.concat([this.#rest, next.value]);
    return true;
  }

  /** The next line without its CRLF; undefined at the end of the body. */
  async lineOrEnd(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf(LF);
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end).replace(/\r$/, '');
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > LONGEST_LINE)
        throw new AwsError('InvalidRequest', 'A line of the aws-chunked framing is too long.');
      if (!(await this.#more())) return undefined;
    }
  }

  async line(): Promise<string> {
    const line = await this.lineOrEnd();
    if (line === undefined) throw incompleteBody();
    return line;
  }

  async *take(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incompleteBody();
      const slice = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(slice.length);
      left -= slice.length;
      yield slice;
    }
  }
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const incompleteBody = () =>
  new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
