import { InvalidDocumentError } from '../../errors.ts';

/**
 * MXNet's RecordIO, what `RecordWrapperType: RecordIO` makes of a stream: each record is the magic number, a word with
 * flag (3 bits) and length (29 bits), the content, and zeros up to a multiple of four (dmlc-core, recordio.h;
 * little-endian).
 */
const MAGIC = 0xced7230a;
const HEADER_BYTES = 8;
const LENGTH_BITS = 29;
/** A record whose content holds the magic number may come in parts, which the number divided. */
const FLAG = { whole: 0, first: 1, middle: 2, last: 3 };

const paddingOf = (length: number) => (4 - (length % 4)) % 4;

/** One whole record, in pieces to be written one after the other. @throws InvalidDocumentError for 512 MiB or more */
export function recordIo(content: Uint8Array): Uint8Array[] {
  if (content.length >= 2 ** LENGTH_BITS)
    throw new InvalidDocumentError(`a record holds less than ${2 ** LENGTH_BITS} bytes, not ${content.length}`);
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, content.length, true);
  return [header, content, new Uint8Array(paddingOf(content.length))];
}

/**
 * The contents of the records in a stream.
 * @throws InvalidDocumentError for another format, or an end within a record
 */
export async function* readRecordIo(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = new ExactReader(stream);
  let parts: Uint8Array[] = [];
  for (;;) {
    const header = await source.read(HEADER_BYTES);
    if (!header) break;
    const view = new DataView(header.buffer, header.byteOffset);
    if (view.getUint32(0, true) !== MAGIC)
      throw new InvalidDocumentError('the header does not start with the magic number of RecordIO');
    const word = view.getUint32(4, true);
    const length = word % 2 ** LENGTH_BITS;
    const content = await source.read(length + paddingOf(length));
    if (!content) throw cutOff();
    const flag = word >>> LENGTH_BITS;
    if (parts.length > 0 && flag !== FLAG.whole) parts.push(header.subarray(0, 4));
    parts.push(content.subarray(0, length));
    if (flag === FLAG.first || flag === FLAG.middle) continue;
    yield parts.length === 1 ? parts[0]! : joined(parts);
    parts = [];
  }
  if (parts.length > 0) throw cutOff();
}

const cutOff = () => new InvalidDocumentError('the stream ends within a record');

/** Reads a stream by exact numbers of bytes. */
class ExactReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #size = 0;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /**
   * A copy of the next `length` bytes; undefined at the end of the stream.
   * @throws InvalidDocumentError where fewer are left
   */
  async read(length: number): Promise<Uint8Array | undefined> {
    while (this.#size < length) {
      const { done, value } = await this.#chunks.next();
      if (done && this.#size === 0) return undefined;
      if (done) throw cutOff();
      this.#held.push(value);
      this.#size += value.length;
    }
    const bytes = joined(this.#held);
    this.#held = [bytes.subarray(length)];
    this.#size -= length;
    return bytes.slice(0, length);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
