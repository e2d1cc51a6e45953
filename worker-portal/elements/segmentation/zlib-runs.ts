/**
 * A zlib stream of data that is mostly runs and repeated rows, such as a mask: matches only at distance 1 and at
 * `rowLength`, coded with DEFLATE's fixed Huffman codes. Synchronous, because a form element's value is, and a
 * browser's CompressionStream is not.
 * @see RFC 1950, RFC 1951 (3.2.5, 3.2.6)
 */
export function zlibRuns(data: Uint8Array, rowLength: number): Uint8Array {
  const bits = new BitWriter(64 + (data.length >> 3));
  bits.write(0x78, 8);
  bits.write(0x01, 8);
  bits.write(0b011, 3);
  // 32 KiB is the farthest that a match may reach back.
  const distances = rowLength > 1 && rowLength <= 32_768 ? [rowLength, 1] : [1];
  for (let at = 0; at < data.length; ) {
    let length = 0;
    let distance = 1;
    for (const candidate of distances) {
      const found = matchLength(data, at, candidate);
      if (found <= length) continue;
      length = found;
      distance = candidate;
      if (length === LONGEST) break;
    }
    if (length >= SHORTEST) {
      writeLength(bits, length);
      writeDistance(bits, distance);
      at += length;
    } else {
      writeSymbol(bits, data[at]!);
      at += 1;
    }
  }
  writeSymbol(bits, END_OF_BLOCK);
  bits.flush();
  const sum = adler32(data);
  for (const shift of [24, 16, 8, 0]) bits.write((sum >>> shift) & 255, 8);
  return bits.bytes();
}

const SHORTEST = 3;
const LONGEST = 258;
const END_OF_BLOCK = 256;

function matchLength(data: Uint8Array, at: number, distance: number): number {
  if (at < distance) return 0;
  const most = Math.min(LONGEST, data.length - at);
  let length = 0;
  while (length < most && data[at + length] === data[at + length - distance]) length++;
  return length;
}

function writeSymbol(bits: BitWriter, symbol: number): void {
  if (symbol < 144) bits.writeCode(0x30 + symbol, 8);
  else if (symbol < 256) bits.writeCode(0x190 + symbol - 144, 9);
  else if (symbol < 280) bits.writeCode(symbol - 256, 7);
  else bits.writeCode(0xc0 + symbol - 280, 8);
}

/** Lengths 3 to 10 have codes of their own; then four codes for each power of two; 258 has the last. */
function writeLength(bits: BitWriter, length: number): void {
  const offset = length - SHORTEST;
  if (length === LONGEST) {
    writeSymbol(bits, 285);
  } else if (offset < 8) {
    writeSymbol(bits, 257 + offset);
  } else {
    const extra = Math.floor(Math.log2(offset)) - 2;
    writeSymbol(bits, 257 + extra * 4 + (offset >> extra));
    bits.write(offset & ((1 << extra) - 1), extra);
  }
}

/** Distances 1 to 4 have codes of their own; then two codes for each power of two. */
function writeDistance(bits: BitWriter, distance: number): void {
  const offset = distance - 1;
  if (offset < 4) {
    bits.writeCode(offset, 5);
  } else {
    const extra = Math.floor(Math.log2(offset)) - 1;
    bits.writeCode(extra * 2 + (offset >> extra), 5);
    bits.write(offset & ((1 << extra) - 1), extra);
  }
}

class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #bits = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** The lowest bit first. */
  write(value: number, count: number): void {
    this.#bits |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) this.#push();
  }

  /** A Huffman code: the highest bit first. */
  writeCode(code: number, count: number): void {
    let reversed = 0;
    for (let bit = 0; bit < count; bit++) reversed |= ((code >> bit) & 1) << (count - 1 - bit);
    this.write(reversed, count);
  }

  flush(): void {
    if (this.#count > 0) this.#push();
    this.#count = 0;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #push(): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = this.#bits & 255;
    this.#bits >>>= 8;
    this.#count -= 8;
  }
}

function adler32(data: Uint8Array): number {
  let [low, high] = [1, 0];
  for (let at = 0; at < data.length; ) {
    // 5552 additions are the most that cannot overflow 32 bits.
    const end = Math.min(data.length, at + 5552);
    for (; at < end; at++) {
      low += data[at]!;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
