const encoder = new TextEncoder();
const [ZERO, DOT, QUOTE, BACKSLASH, SPACE, DELETE] = [48, 46, 34, 92, 32, 127];
const DECIMALS = 4;
const SCALE = 10 ** DECIMALS;
/** Up to here `value * SCALE` is exact enough to tell whether four decimals are all. */
const MOST_SCALED = 2 ** 31 / SCALE;

/** Text under construction, as UTF-8: numbers and short texts go in without a string of their own. */
export class TextBytes {
  #bytes = new Uint8Array(4096);
  #length = 0;

  text(text: string): this {
    const bytes = this.#room(text.length);
    const start = this.#length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > DELETE) return this.#anyText(text);
      bytes[start + at] = code;
    }
    this.#length = start + text.length;
    return this;
  }

  /** Writes a string as `JSON.stringify` does. */
  json(text: string): this {
    const bytes = this.#room(text.length + 2);
    let at = this.#length;
    bytes[at++] = QUOTE;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < SPACE || code >= DELETE || code === QUOTE || code === BACKSLASH)
        return this.text(JSON.stringify(text));
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.#length = at;
    return this;
  }

  /**
   * Writes a number as `String` does: in few steps when it is whole or has four decimals at most, as pixels and
   * confidences are.
   */
  number(value: number): this {
    if (value < 0 || value >= MOST_SCALED) return this.text(String(value));
    const whole = Math.floor(value);
    if (whole === value) return this.#digits(whole);
    const scaled = Math.round(value * SCALE);
    // A number of so few digits is the nearest to one double only: what divides back to it is its shortest text.
    if (scaled / SCALE !== value) return this.text(String(value));
    this.#digits(whole);
    return this.#decimals((scaled - whole * SCALE) | 0);
  }

  /** What has been built; good until the next text is begun, which takes its place. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #anyText(text: string): this {
    const bytes = this.#room(text.length * 3);
    this.#length += encoder.encodeInto(text, bytes.subarray(this.#length)).written;
    return this;
  }

  #digits(whole: number): this {
    let places = 1;
    for (let bound = 10; whole >= bound; bound *= 10) places++;
    return this.#fill(whole, places, this.#room(places));
  }

  #decimals(decimals: number): this {
    let places = DECIMALS;
    let rest = decimals;
    // Whole-number division: the remainder of a division in floating point takes long.
    for (let tenth = (rest / 10) | 0; tenth * 10 === rest; tenth = (rest / 10) | 0) {
      rest = tenth;
      places--;
    }
    const bytes = this.#room(places + 1);
    bytes[this.#length++] = DOT;
    return this.#fill(rest, places, bytes);
  }

  /** So many digits, with zeros in front where the number has fewer. */
  #fill(number: number, places: number, bytes: Uint8Array): this {
    let rest = number;
    for (let at = this.#length + places - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#length += places;
    return this;
  }

  #room(more: number): Uint8Array {
    if (this.#length + more > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + more));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
