const [ZERO, NINE, QUOTE, BACKSLASH, SPACE, DOT, MINUS] = [48, 57, 34, 92, 32, 46, 45];
/**
 * Digits that a double always holds, and powers of ten that it holds exactly: their quotient is the nearest double
 * (Clinger).
 */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);
const SLOTS = 1024;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads plain JSON straight from bytes. Anything less plain is told, not read: the caller has `JSON.parse` for it. */
export class ByteReader {
  readonly #interned: Array<string | undefined> = new Array(SLOTS).fill(undefined);
  #bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  begin(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.at = at;
  }

  /** @returns whether this text comes next; then it is behind */
  skip(text: Uint8Array): boolean {
    const bytes = this.#bytes;
    const { at } = this;
    for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
    this.at = at + text.length;
    return true;
  }

  /** @returns NaN when no number of at most 15 digits comes next, without an exponent */
  number(): number {
    const bytes = this.#bytes;
    let { at } = this;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const start = at;
    let code = bytes[at]!;
    let whole = 0;
    while (code >= ZERO && code <= NINE) {
      whole = whole * 10 + (code - ZERO);
      code = bytes[++at]!;
    }
    const places = at - start;
    if (places === 0 || places > EXACT_DIGITS || (places > 1 && bytes[start] === ZERO)) return Number.NaN;
    let value = whole;
    if (code === DOT) {
      const point = at;
      code = bytes[++at]!;
      while (code >= ZERO && code <= NINE) {
        value = value * 10 + (code - ZERO);
        code = bytes[++at]!;
      }
      const decimals = at - point - 1;
      if (decimals === 0) return Number.NaN;
      value = places + decimals > EXACT_DIGITS ? Number(this.#decode(start, at)) : value / POWERS[decimals]!;
    }
    if ((code | SPACE) === 101) return Number.NaN;
    this.at = at;
    return isNegative ? -value : value;
  }

  /** The rest of a string whose opening quote is behind; undefined when it has an escape or does not end. */
  string(): string | undefined {
    const start = this.at;
    return this.#skipString() ? this.#decode(start, this.at - 1) : undefined;
  }

  /** The same for strings that come again and again: each is made once. */
  repeatedString(): string | undefined {
    const start = this.at;
    return this.#skipString() ? this.#intern(start, this.at - 1) : undefined;
  }

  /** The text of an object of strings, from its opening brace on, as `repeatedString`. */
  repeatedObject(): string | undefined {
    const bytes = this.#bytes;
    const start = this.at;
    if (bytes[start] !== 123) return undefined;
    this.at++;
    for (;;) {
      const code = bytes[this.at++];
      if (code === 125) return this.#intern(start, this.at);
      if (code === undefined || code === 123 || code < SPACE || (code === QUOTE && !this.#skipString()))
        return undefined;
    }
  }

  #skipString(): boolean {
    const bytes = this.#bytes;
    let { at } = this;
    let code = bytes[at]!;
    while (code >= SPACE && code !== QUOTE && code !== BACKSLASH) code = bytes[++at]!;
    this.at = at + 1;
    return code === QUOTE;
  }

  #intern(start: number, end: number): string {
    const bytes = this.#bytes;
    let hash = 0;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const slot = hash & (SLOTS - 1);
    const known = this.#interned[slot];
    if (known !== undefined && known.length === end - start) {
      let at = 0;
      while (at < known.length && known.charCodeAt(at) === bytes[start + at]) at++;
      if (at === known.length) return known;
    }
    const text = this.#decode(start, end);
    this.#interned[slot] = text;
    return text;
  }

  #decode(start: number, end: number): string {
    return decoder.decode(this.#bytes.subarray(start, end));
  }
}
