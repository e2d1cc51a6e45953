import { PNG_SIGNATURE } from './png-structure.ts';

const PALETTE_TYPE = 3;
const GREY_TYPE = 0;
/** Signature and header. */
const HEADER_END = 33;

/** What the header of a PNG says of its numbers. */
export interface PngPalette {
  width: number;
  height: number;
  /** `#rrggbb` that a number is decoded to; undefined where the picture has no such number, or colours instead. */
  hexOf(index: number): string | undefined;
}

/**
 * The colours of a PNG of numbers: one with a palette, or one of greys, where the number is the grey.
 * @returns undefined for what is no PNG
 * @see W3C Portable Network Graphics (third edition), 11.2.1, 11.2.2 and 13.12 (greys of few bits are scaled)
 */
export function pngPalette(bytes: Uint8Array): PngPalette | undefined {
  if (!PNG_SIGNATURE.every((value, at) => bytes[at] === value) || bytes.length < HEADER_END) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  const [depth, type] = [bytes[24]!, bytes[25]!];
  const most = 2 ** depth - 1;
  const palette = type === PALETTE_TYPE ? findPalette(bytes, view) : undefined;
  return {
    ...size,
    hexOf(index) {
      if (index > most) return undefined;
      if (type === GREY_TYPE) return hex(Array(3).fill(Math.round((index * 255) / most)));
      const colour = palette?.subarray(3 * index, 3 * index + 3);
      return colour?.length === 3 ? hex([...colour]) : undefined;
    },
  };
}

function findPalette(bytes: Uint8Array, view: DataView): Uint8Array | undefined {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at))
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'PLTE')
      return bytes.subarray(at + 8, at + 8 + view.getUint32(at));
  return undefined;
}

const hex = (channels: readonly number[]) =>
  `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
