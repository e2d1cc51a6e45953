import { InvalidDocumentError } from '../../errors.ts';
import { MASK_MAX_PIXELS } from '../shapes/run-length.ts';
import { PNG_SIGNATURE } from './png-structure.ts';

/** zlib, passed in because the domain imports no Node module. */
export interface PngCodec {
  /** @param most bytes: a PNG says how many its pixels are, and more are a bomb. @throws when there are more */
  inflate(data: Uint8Array, most: number): Uint8Array;
  deflate(data: Uint8Array): Uint8Array;
  crc32(data: Uint8Array): number;
}

/** Pixels of a decoded PNG: `colours[y * width + x]` = 0xRRGGBB, or -1 where it is fully transparent. */
export interface PngPixels {
  width: number;
  height: number;
  colours: Int32Array;
}

const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Bytes that some encoders leave behind the last row. */
const SLACK = 4096;

interface Header {
  width: number;
  height: number;
  depth: number;
  type: number;
}

/**
 * Decodes a PNG mask: every colour type, 1 to 8 bits a sample, not interlaced.
 * @param image size that the mask must have: another one is refused before its pixels are unpacked
 * @throws InvalidDocumentError for anything else
 * @see W3C Portable Network Graphics (third edition)
 */
export function decodePng(
  bytes: Uint8Array,
  codec: Pick<PngCodec, 'inflate'>,
  image?: { width: number; height: number },
): PngPixels {
  const { header, rows, palette, transparency } = readPng(bytes, codec, image);
  return { width: header.width, height: header.height, colours: toColours(rows, header, palette, transparency) };
}

/**
 * Decodes a PNG whose samples are numbers of classes: the index of a palette, or the grey itself, never a colour.
 * @throws InvalidDocumentError for a PNG of colours, and what `decodePng` refuses
 */
export function decodePngIndexes(
  bytes: Uint8Array,
  codec: Pick<PngCodec, 'inflate'>,
): { width: number; height: number; indexes: Uint8Array } {
  const { header, rows } = readPng(bytes, codec);
  const { width, height, depth, type } = header;
  if (type !== 0 && type !== 3)
    throw new InvalidDocumentError('the mask PNG has colours, where numbers of classes were expected');
  const indexes = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      indexes[y * width + x] = (rows[y]![bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  return { width, height, indexes };
}

function readPng(
  bytes: Uint8Array,
  codec: Pick<PngCodec, 'inflate'>,
  image?: { width: number; height: number },
): { header: Header; rows: Uint8Array[]; palette: Uint8Array; transparency: Uint8Array } {
  if (!PNG_SIGNATURE.every((value, at) => bytes[at] === value)) throw new InvalidDocumentError('the mask is not a PNG');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array = new Uint8Array(0);
  let transparency: Uint8Array = new Uint8Array(0);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'IHDR') header = readHeader(data);
    else if (name === 'PLTE') palette = data;
    else if (name === 'tRNS') transparency = data;
    else if (name === 'IDAT') parts.push(data);
    at += 12 + length;
  }
  if (!header || parts.length === 0) throw new InvalidDocumentError('the mask PNG has no header or no image data');
  if (image && (header.width !== image.width || header.height !== image.height))
    throw new InvalidDocumentError(
      `the mask is ${header.width} x ${header.height} pixels, the image ${image.width} x ${image.height}`,
    );
  return { header, rows: unfilter(inflated(concatenate(parts), header, codec), header), palette, transparency };
}

function inflated(data: Uint8Array, header: Header, codec: Pick<PngCodec, 'inflate'>): Uint8Array {
  try {
    return codec.inflate(data, (strideOf(header) + 1) * header.height + SLACK);
  } catch (cause) {
    throw new InvalidDocumentError(
      `the mask PNG cannot be unpacked, or holds more than its ${header.width} x ${header.height} pixels`,
      { cause },
    );
  }
}

/** Bytes of a row. */
const strideOf = ({ width, depth, type }: Header) => Math.ceil((width * depth * SAMPLES[type]!) / 8);

function readHeader(data: Uint8Array): Header {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const header = { width: view.getUint32(0), height: view.getUint32(4), depth: data[8]!, type: data[9]! };
  if (header.width * header.height > MASK_MAX_PIXELS)
    throw new InvalidDocumentError('the mask PNG has over 100 megapixels');
  if (header.depth > 8 || data[12] !== 0 || !(header.type in SAMPLES))
    throw new InvalidDocumentError('the mask PNG is interlaced or has more than 8 bits a sample; save it plain');
  return header;
}

function unfilter(data: Uint8Array, header: Header): Uint8Array[] {
  const { height, depth, type } = header;
  const bitsAPixel = depth * SAMPLES[type]!;
  const stride = strideOf(header);
  const step = Math.max(1, bitsAPixel >> 3);
  if (data.length < (stride + 1) * height) throw new InvalidDocumentError('the mask PNG is cut off');
  const rows: Uint8Array[] = [];
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]!;
    const row = data.slice(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    const above = rows[y - 1];
    for (let x = 0; x < stride; x++) {
      const left = x >= step ? row[x - step]! : 0;
      const up = above ? above[x]! : 0;
      const corner = above && x >= step ? above[x - step]! : 0;
      row[x]! += predict(filter, left, up, corner);
    }
    rows.push(row);
  }
  return rows;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(estimate - value));
  if (toLeft! <= toUp! && toLeft! <= toCorner!) return left;
  return toUp! <= toCorner! ? up : corner;
}

function toColours(
  rows: readonly Uint8Array[],
  { width, height, depth, type }: Header,
  palette: Uint8Array,
  transparency: Uint8Array,
): Int32Array {
  const colours = new Int32Array(width * height);
  const most = 2 ** depth - 1;
  for (let y = 0; y < height; y++) {
    const row = rows[y]!;
    for (let x = 0; x < width; x++) {
      const sample = (index: number) => {
        const bit = (x * SAMPLES[type]! + index) * depth;
        return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & most;
      };
      let [red, green, blue, alpha] = [0, 0, 0, 255];
      if (type === 3) {
        const entry = sample(0);
        [red, green, blue] = [palette[entry * 3]!, palette[entry * 3 + 1]!, palette[entry * 3 + 2]!];
        alpha = transparency[entry] ?? 255;
      } else if (type === 0 || type === 4) {
        red = green = blue = Math.round((sample(0) * 255) / most);
        if (type === 4) alpha = sample(1);
      } else {
        [red, green, blue] = [sample(0), sample(1), sample(2)];
        if (type === 6) alpha = sample(3);
      }
      colours[y * width + x] = alpha === 0 ? -1 : (red << 16) | (green << 8) | blue;
    }
  }
  return colours;
}

/**
 * A mask as a palette PNG, whose indexes are the label indexes: what SageMaker's segmentation algorithm reads.
 * @param palette 0xRRGGBB per index
 */
export function encodePalettePng(
  { width, height, mask }: { width: number; height: number; mask: Uint8Array },
  palette: readonly number[],
  codec: Pick<PngCodec, 'deflate' | 'crc32'>,
): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(mask.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Uint8Array.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const chunks = [
    chunk('IHDR', header, codec),
    chunk('PLTE', colours, codec),
    chunk('IDAT', codec.deflate(rows), codec),
    chunk('IEND', new Uint8Array(0), codec),
  ];
  return concatenate([Uint8Array.from(PNG_SIGNATURE), ...chunks]);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function chunk(name: string, data: Uint8Array, { crc32 }: Pick<PngCodec, 'crc32'>): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(
    [...name].map((letter) => letter.charCodeAt(0)),
    4,
  );
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
