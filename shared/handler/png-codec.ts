import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { PngCodec } from '../domain/images/png-pixels.ts';

/** zlib behind the pure PNG code, for all who read masks; it never makes more bytes than the picture says it has. */
export const pngCodec: PngCodec = {
  inflate: (data, most) => inflateSync(data, { maxOutputLength: most }),
  deflate: (data) => deflateSync(data, { level: 6 }),
  crc32: (data) => crc32(data),
};
