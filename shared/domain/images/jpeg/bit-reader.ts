/** The entropy-coded data does not decode. */
export class BrokenScan extends Error {}

/** A Huffman code: for each code of up to 16 bits, read bit by bit, its symbol (ITU-T T.81 F.2.2.3). */
export interface HuffmanTable {
  /**
   * Symbol and length of every code that is at most 8 bits long, by the next 8 bits: `length << 8 | symbol`; 0 =
   * longer.
   */
  short: Uint16Array;
  /** Largest code of each length, -1 = none; index of its first symbol less its first code. */
  largest: Int32Array;
  offset: Int32Array;
  symbols: Uint8Array;
}

/** @param counts number of codes of each length 1..16 @param symbols in the order of their codes */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = {
    short: new Uint16Array(256),
    largest: new Int32Array(17).fill(-1),
    offset: new Int32Array(17),
    symbols,
  };
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    table.offset[length] = index - code;
    for (let step = 0; step < count; step++, code++, index++) {
      if (length > 8) continue;
      const first = code << (8 - length);
      table.short.fill((length << 8) | symbols[index]!, first, first + (1 << (8 - length)));
    }
    if (count > 0) table.largest[length] = code - 1;
    code <<= 1;
  }
  return table;
}

/** Reads bits of entropy-coded data up to the next marker, whose index is `at` then. */
export class BitReader {
  at: number;
  readonly #bytes: Uint8Array;
  #bits = 0;
  #held = 0;
  #invented = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  #fill() {
    while (this.#held <= 16) {
      const byte = this.#bytes[this.at] ?? 0xff;
      let next = 0;
      if (byte !== 0xff) {
        next = byte;
        this.at++;
      } else if (this.#bytes[this.at + 1] === 0) {
        next = 0xff;
        this.at += 2;
      } else if (++this.#invented > 4) throw new BrokenScan();
      this.#bits = ((this.#bits << 8) | next) & 0xffffff;
      this.#held += 8;
    }
  }

  bits(count: number): number {
    if (count === 0) return 0;
    if (this.#held < count) this.#fill();
    this.#held -= count;
    return (this.#bits >> this.#held) & ((1 << count) - 1);
  }

  symbol({ short, largest, offset, symbols }: HuffmanTable): number {
    if (this.#held < 16) this.#fill();
    const entry = short[(this.#bits >> (this.#held - 8)) & 0xff]!;
    if (entry) {
      this.#held -= entry >> 8;
      return entry & 0xff;
    }
    for (let length = 9; length <= 16; length++) {
      const code = (this.#bits >> (this.#held - length)) & ((1 << length) - 1);
      if (code > largest[length]!) continue;
      this.#held -= length;
      return symbols[offset[length]! + code] ?? 0;
    }
    throw new BrokenScan();
  }

  /** A signed number of `size` bits (T.81 F.2.2.1, EXTEND). */
  signed(size: number): number {
    const value = this.bits(size);
    return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** Drops the rest of this interval and steps over the restart marker, if one is there. */
  restart() {
    this.#held = 0;
    this.#invented = 0;
    const marker = this.#bytes[this.at + 1] ?? 0;
    if (this.#bytes[this.at] === 0xff && marker >= 0xd0 && marker <= 0xd7) this.at += 2;
  }
}
