import { InvalidDocumentError } from '../../../errors.ts';
import { ByteWindow } from './byte-window.ts';

/** A member of the document's root, or one element of a member (or of the root) that is a list. */
export interface JsonPart {
  /** The member's name; '' when the root is a list. */
  member: string;
  /** JSON, as it stands in the document: it may be broken. */
  text: string;
}

const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, COMMA, COLON, BACKSLASH] = [9, 10, 13, 32, 34, 44, 58, 92];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Given on at once. */
const PARTS = 64;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts a JSON document of any size into parts that `JSON.parse` takes one by one; holds a chunk and a part, never the
 * document.
 * @param what the document's name, for people
 * @param members the ones that are wanted; undefined = all
 * @param seen gets the names of all members, wanted or not
 * @throws InvalidDocumentError when the document is neither an object nor a list, or ends in the middle
 */
export async function* cutJson(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
  members?: ReadonlySet<string>,
  seen?: Set<string>,
): AsyncGenerator<JsonPart[]> {
  const text = new JsonText(new ByteWindow(chunks), what);
  try {
    for (const byte of BYTE_ORDER_MARK) await text.passes(byte);
    if (await text.passes(OPEN_LIST)) yield* elementsOf(text, '', true);
    else if (await text.passes(OPEN_OBJECT)) {
      while (!(await text.passes(CLOSE_OBJECT))) {
        const member = text.nameOf(await text.value());
        if (!(await text.passes(COLON))) throw text.broken('a name without a colon');
        seen?.add(member);
        const isWanted = members?.has(member) ?? true;
        if (await text.passes(OPEN_LIST)) yield* elementsOf(text, member, isWanted);
        else {
          const value = await text.value();
          if (isWanted) yield [{ member, text: value }];
        }
        await text.passes(COMMA);
      }
    } else throw text.broken('it is neither an object nor a list');
    if (!(await text.isAtEnd())) throw text.broken('something stands behind its end');
  } finally {
    await text.close();
  }
}

/** What is in the window is cut without a promise: a document has millions of elements. */
async function* elementsOf(text: JsonText, member: string, isWanted: boolean): AsyncGenerator<JsonPart[]> {
  let parts: JsonPart[] = [];
  while (!(text.passesNow(CLOSE_LIST) ?? (await text.passes(CLOSE_LIST)))) {
    const value = text.valueNow(isWanted) ?? (await text.value());
    if (isWanted) parts.push({ member, text: value });
    if (!text.passesNow(COMMA)) await text.passes(COMMA);
    if (parts.length === PARTS) {
      yield parts;
      parts = [];
    }
  }
  if (parts.length > 0) yield parts;
}

/** The `…Now` methods give undefined when the window ends before an answer. */
class JsonText {
  readonly #window: ByteWindow;
  readonly #what: string;

  constructor(window: ByteWindow, what: string) {
    this.#window = window;
    this.#what = what;
  }

  /** Whether this character comes next; then it is behind. */
  passesNow(code: number): boolean | undefined {
    const window = this.#window;
    const { bytes, end } = window;
    while (window.at < end && isBlank(bytes[window.at]!)) window.at++;
    if (window.at === end) return undefined;
    if (bytes[window.at] !== code) return false;
    window.at++;
    return true;
  }

  async passes(code: number): Promise<boolean> {
    for (;;) {
      const answer = this.passesNow(code);
      if (answer !== undefined) return answer;
      await this.#more();
    }
  }

  /** The value that comes next, behind blanks that have been passed; '' when it is not wanted. */
  valueNow(isWanted = true): string | undefined {
    const window = this.#window;
    const end = valueEnd(window.bytes, window.at, window.end);
    if (end < 0) return undefined;
    if (end === window.at) throw this.broken('a value is missing');
    const text = isWanted ? decoder.decode(window.bytes.subarray(window.at, end)) : '';
    window.at = end;
    return text;
  }

  /** Whether nothing but blanks is left. */
  async isAtEnd(): Promise<boolean> {
    do if (this.passesNow(-1) !== undefined) return false;
    while (await this.#window.more());
    return true;
  }

  async value(): Promise<string> {
    for (;;) {
      const text = this.valueNow();
      if (text !== undefined) return text;
      await this.#more();
    }
  }

  nameOf(text: string): string {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.broken((cause as Error).message);
    }
  }

  broken(why: string): InvalidDocumentError {
    return new InvalidDocumentError(`${this.#what} is not JSON: ${why}`);
  }

  close(): Promise<void> {
    return this.#window.close();
  }

  async #more(): Promise<void> {
    if (!(await this.#window.more())) throw this.broken('it ends in the middle');
  }
}

const isBlank = (code: number) => code === SPACE || code === LINE_FEED || code === RETURN || code === TAB;

/**
 * The place behind the value that begins at `from`, at `from` itself when none does; -1 when it does not end before
 * `to`.
 */
function valueEnd(bytes: Uint8Array, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const code = bytes[at]!;
    if (code === QUOTE) {
      at = stringEnd(bytes, at + 1, to);
      if (at < 0) return -1;
      if (depth === 0) return at + 1;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (code === COMMA || code === COLON || isBlank(code))) return at;
  }
  return -1;
}

/** The place of the closing quote; -1 when there is none. */
function stringEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = bytes[at]!;
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}
