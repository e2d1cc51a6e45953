import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { PngCodec } from '../domain/images/png-pixels.ts';

/** A mask of 100 megapixels inflated; a bomb is larger. */
const MOST_BYTES = 400_000_000;

export const pngCodec: PngCodec = {
  inflate: (data) => inflateSync(data, { maxOutputLength: MOST_BYTES }),
  deflate: (data) => deflateSync(data, { level: 6 }),
  crc32: (data) => crc32(data),
};
