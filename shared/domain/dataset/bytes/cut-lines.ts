/**
 * Lines of a file, some at a time: one promise a line would cost more than reading it, and most lines are never made a
 * string.
 */
export interface LineBatch {
  /** Number of the first line, from 1. */
  first: number;
  /** Whole lines, UTF-8. The reader's own: good until the next batch is asked for. */
  bytes: Uint8Array;
  /** Where each line begins and ends in `bytes`, by turns, without its line break. */
  bounds: number[];
  /** Numbers of lines that were longer than the limit; they are empty here. */
  tooLong: number[];
  /** The file's last line has no line break behind it: it may be cut off. */
  endsOpen: boolean;
}

/**
 * Longer lines are no manifest's (Ground Truth takes 100,000 characters), but somebody's whole file without line
 * breaks.
 */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Cuts a file into lines at `\n` and `\r\n`, without the byte order mark, and never holds more than a chunk and one
 * line.
 * @param chunks each is done with when the next one is asked for
 */
export async function* cutLines(chunks: AsyncIterable<Uint8Array>, limit = MAX_LINE_BYTES): AsyncGenerator<LineBatch> {
  let first = 1;
  const begun = new BegunLine(limit);
  const batchOf = (bytes: Uint8Array, endsOpen = false): LineBatch => {
    const batch = { first, bytes, bounds: [] as number[], tooLong: [] as number[], endsOpen };
    for (let start = first === 1 ? textStart(bytes) : 0; start < bytes.length; ) {
      const found = bytes.indexOf(LINE_FEED, start);
      const next = found < 0 ? bytes.length : found;
      const isTooLong = next - start > limit;
      if (isTooLong) batch.tooLong.push(first + batch.bounds.length / 2);
      const end = next > start && bytes[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
      batch.bounds.push(start, isTooLong ? start : end);
      start = next + 1;
    }
    first += batch.bounds.length / 2;
    return batch;
  };
  const skipped = (endsOpen: boolean): LineBatch => {
    const batch = { first, bytes: new Uint8Array(0), bounds: [0, 0], tooLong: [first], endsOpen };
    first++;
    return batch;
  };
  for await (let chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0 && begun.length > 0) {
      const head = chunk.indexOf(LINE_FEED) + 1;
      begun.add(chunk.subarray(0, head));
      yield begun.isTooLong ? skipped(false) : batchOf(begun.bytes());
      begun.clear();
      if (end > head) yield batchOf(chunk.subarray(head, end));
    } else if (end > 0) yield batchOf(chunk.subarray(0, end));
    chunk = chunk.subarray(end);
    begun.add(chunk);
  }
  if (begun.length > 0) yield begun.isTooLong ? skipped(true) : batchOf(begun.bytes(), true);
}

const textStart = (bytes: Uint8Array) => (BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? 3 : 0);

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** One line of a batch as text. @param index from 0 */
export const lineText = ({ bytes, bounds }: LineBatch, index: number): string =>
  decoder.decode(bytes.subarray(bounds[2 * index], bounds[2 * index + 1]));

/** All lines of a batch as text; quicker than one by one. */
export function lineTexts({ first, bytes, bounds, tooLong }: LineBatch): string[] {
  const lines = decoder.decode(bytes.subarray(bounds[0])).split('\n');
  return lines.slice(0, bounds.length / 2).map((line, index) => {
    if (tooLong.length > 0 && tooLong.includes(first + index)) return '';
    return line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? line.slice(0, -1) : line;
  });
}

/** Text that is all there, as `cutLines` takes it. */
export async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/**
 * The beginning of a line whose end is in a later chunk: a copy, because chunks are used again (`slice` of a Buffer is
 * none).
 */
class BegunLine {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isTooLong() {
    return this.length > this.#limit;
  }

  add(part: Uint8Array) {
    this.length += part.length;
    if (this.isTooLong) this.#parts = [];
    else if (part.length > 0) this.#parts.push(new Uint8Array(part));
  }

  bytes(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  clear() {
    this.#parts = [];
    this.length = 0;
  }
}
