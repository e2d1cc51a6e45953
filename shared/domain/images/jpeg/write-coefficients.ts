import { type Component, type JpegCoefficients, ZIGZAG } from './coefficients.ts';

/** The example Huffman tables of T.81 annex K.3: 16 counts, then symbols. They hold every symbol of 8-bit images. */
const DC_LUMINANCE = '00010501010101010100000000000000000102030405060708090a0b';
const DC_CHROMINANCE = '00030101010101010101010000000000000102030405060708090a0b';
const AC_LUMINANCE =
  '0002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa';
const AC_CHROMINANCE =
  '00020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa';

const MAXIMUM_AC_SIZE = 10;
const MAXIMUM_DC_SIZE = 11;

/** Code and length of each symbol: `length << 16 | code`. */
function codesOf(table: Uint8Array): Uint32Array {
  const codes = new Uint32Array(256);
  let code = 0;
  let index = 16;
  for (let length = 1; length <= 16; length++, code <<= 1)
    for (let step = 0; step < table[length - 1]!; step++) codes[table[index++]!] = (length << 16) | code++;
  return codes;
}

class BitWriter {
  #bytes: Uint8Array = new Uint8Array(1 << 20);
  #length = 0;
  #bits = 0;
  #held = 0;

  bytes(content: ArrayLike<number>) {
    this.#reserve(content.length);
    this.#bytes.set(content, this.#length);
    this.#length += content.length;
  }

  bits(value: number, count: number) {
    this.#reserve(8);
    this.#bits = (this.#bits << count) | (value & ((1 << count) - 1));
    this.#held += count;
    while (this.#held >= 8) {
      this.#held -= 8;
      const byte = (this.#bits >> this.#held) & 0xff;
      this.#bytes[this.#length++] = byte;
      if (byte === 0xff) this.#bytes[this.#length++] = 0;
    }
    this.#bits &= (1 << this.#held) - 1;
  }

  finish(): Uint8Array {
    if (this.#held > 0) this.bits(0x7f, 8 - this.#held);
    this.bytes([0xff, 0xd9]);
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number) {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#bytes.length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

const word = (value: number) => [value >> 8, value & 0xff];
const segment = (marker: number, body: number[]) => [0xff, marker, ...word(body.length + 2), ...body];
const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value));
const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));

function quantizationSegment(table: Uint16Array, id: number): number[] {
  const wide = table.some((step) => step > 255);
  const steps = Array.from(ZIGZAG, (at) => table[at]!);
  return segment(0xdb, [(wide ? 0x10 : 0) | id, ...(wide ? steps.flatMap(word) : steps)]);
}

/**
 * Codes the coefficients as a baseline JPEG of one scan.
 * @returns undefined when a coefficient is too large for 8-bit samples: the source was damaged
 */
export function writeCoefficients({
  width,
  height,
  components,
  colourSegments,
}: JpegCoefficients): Uint8Array | undefined {
  const hex = [DC_LUMINANCE, AC_LUMINANCE, DC_CHROMINANCE, AC_CHROMINANCE].map(fromHex);
  const codes = hex.map(codesOf);
  const isWide = components.some(({ quantization }) => quantization.some((step) => step > 255));
  const writer = new BitWriter();
  writer.bytes([0xff, 0xd8]);
  for (const kept of colourSegments) writer.bytes(kept);
  for (const [index, { quantization }] of components.entries()) writer.bytes(quantizationSegment(quantization, index));
  const frame = components.flatMap(({ id, across, down }, index) => [id, (across << 4) | down, index]);
  writer.bytes(segment(isWide ? 0xc1 : 0xc0, [8, ...word(height), ...word(width), components.length, ...frame]));
  for (const [index, table] of hex.entries())
    writer.bytes(segment(0xc4, [((index & 1) << 4) | (index >> 1), ...table]));
  const selectors = components.flatMap(({ id }, index) => [id, index === 0 ? 0x00 : 0x11]);
  writer.bytes(segment(0xda, [components.length, ...selectors, 0, 63, 0]));
  return writeScan(writer, components, codes) ? writer.finish() : undefined;
}

function writeScan(writer: BitWriter, components: Component[], codes: Uint32Array[]): boolean {
  const { columns, rows, across, down } = components[0]!;
  const predicted = components.map(() => 0);
  for (let unitRow = 0; unitRow < rows / down; unitRow++)
    for (let unitColumn = 0; unitColumn < columns / across; unitColumn++)
      for (const [index, component] of components.entries())
        for (let y = unitRow * component.down; y < (unitRow + 1) * component.down; y++)
          for (let x = unitColumn * component.across; x < (unitColumn + 1) * component.across; x++) {
            const at = 64 * (y * component.columns + x);
            const [dc, ac] = index === 0 ? [codes[0]!, codes[1]!] : [codes[2]!, codes[3]!];
            if (!writeBlock(writer, component.blocks, at, predicted[index]!, dc, ac)) return false;
            predicted[index] = component.blocks[at]!;
          }
  return true;
}

function writeBlock(
  writer: BitWriter,
  blocks: Int16Array,
  at: number,
  predicted: number,
  dc: Uint32Array,
  ac: Uint32Array,
): boolean {
  const code = (table: Uint32Array, symbol: number) => writer.bits(table[symbol]! & 0xffff, table[symbol]! >> 16);
  // A negative number is written as its value less one (T.81 F.1.2.1).
  const number = (value: number, size: number) => writer.bits(value < 0 ? value - 1 : value, size);
  const difference = blocks[at]! - predicted;
  const size = sizeOf(difference);
  if (size > MAXIMUM_DC_SIZE) return false;
  code(dc, size);
  number(difference, size);
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = blocks[at + ZIGZAG[k]!]!;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) code(ac, 0xf0);
    const bits = sizeOf(value);
    if (bits > MAXIMUM_AC_SIZE) return false;
    code(ac, (zeros << 4) | bits);
    number(value, bits);
    zeros = 0;
  }
  if (zeros > 0) code(ac, 0);
  return true;
}
