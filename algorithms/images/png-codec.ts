import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { PngCodec } from '../../shared/domain/images/png-pixels.ts';

/** zlib behind the pure PNG code. */
export const pngCodec: PngCodec = {
  inflate: (data, most) => inflateSync(data, { maxOutputLength: most }),
  deflate: (data) => deflateSync(data),
  crc32: (data) => crc32(data),
};
