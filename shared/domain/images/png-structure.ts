import { exifOrientation } from './exif-orientation.ts';
import type { ImageProblem, ImageStructure } from './image-structure.ts';

/** What the walk needs from a zlib implementation. */
export interface PngCoding {
  /** CRC-32 of the bytes, unsigned. */
  crc32: (bytes: Uint8Array) => number;
}

export const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const TRUNCATED: ImageProblem = {
  code: 'truncated-png',
  reason: 'the PNG ends before its IEND chunk: the file was cut off; copy or export it again',
};
const damaged = (what: string): ImageProblem => ({
  code: 'damaged-png',
  reason: `the PNG is damaged: ${what}; copy or export it again`,
});

/** Channels by colour type; a palette shows colours. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/**
 * Walks a PNG chunk by chunk to IEND and holds every chunk against its checksum, so that any changed or missing byte
 * shows.
 * @param bytes the whole file, beginning with the PNG signature
 * @see W3C Portable Network Graphics (third edition), section 5
 */
export function readPngStructure(bytes: Uint8Array, { crc32 }: PngCoding): ImageStructure | ImageProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Omit<ImageStructure, 'orientation'> | undefined;
  let orientation = 1;
  let dataChunks = 0;
  for (let at = PNG_SIGNATURE.length; ; ) {
    if (at + 12 > bytes.length) return TRUNCATED;
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(name)) return damaged('a chunk has no proper name');
    if (at + 12 + length > bytes.length) return TRUNCATED;
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (view.getUint32(at + 8 + length) !== crc32(bytes.subarray(at + 4, at + 8 + length)))
      return damaged(`the checksum of chunk ${name} is wrong`);
    if (!header) {
      if (name !== 'IHDR' || length !== 13) return damaged('it does not begin with an IHDR chunk');
      const width = view.getUint32(at + 8);
      const height = view.getUint32(at + 12);
      const channels = CHANNELS[data[9]!];
      if (!width || !height || !channels) return damaged('its header says no proper size or colour type');
      header = { format: 'png', width, height, channels };
    } else if (name === 'IDAT') dataChunks++;
    else if (name === 'eXIf') orientation = exifOrientation(data);
    else if (name === 'IEND') return dataChunks ? { ...header, orientation } : damaged('it has no image data');
    at += 12 + length;
  }
}

/** The PNG without its eXIf chunks: all readers then show the pixels as they are stored. @param bytes a complete PNG */
export function withoutExif(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept = [bytes.subarray(0, PNG_SIGNATURE.length)];
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) !== 'eXIf') kept.push(bytes.subarray(at, end));
    at = end;
  }
  const result = new Uint8Array(kept.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  for (const part of kept) {
    result.set(part, length);
    length += part.length;
  }
  return result;
}
