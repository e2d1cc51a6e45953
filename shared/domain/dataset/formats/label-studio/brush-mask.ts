import { encodeRuns, MASK_MAX_PIXELS, type RunLengthMask } from '../../../shapes/run-length.ts';

/**
 * Label Studio's brush mask: RGBA samples, row by row, packed by bits as runs and literals of varying length; the alpha
 * is the mask.
 * @param packed bytes
 * @returns undefined when it does not unpack to an image of this size
 * @see label-studio-sdk `converter/brush.py`, decode_rle
 */
export function brushMask(packed: readonly number[], width: number, height: number): RunLengthMask | undefined {
  let position = 0;
  const read = (bits: number) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, position++)
      value = value * 2 + (((packed[position >> 3] ?? 0) >> (7 - (position & 7))) & 1);
    return value;
  };
  const total = read(32);
  if (total !== width * height * 4 || width * height > MASK_MAX_PIXELS) return undefined;
  const wordSize = read(5) + 1;
  const lengths = [0, 1, 2, 3].map(() => read(4) + 1);
  const mask = new Uint8Array(width * height);
  const put = (at: number, value: number) => {
    if (at % 4 === 3 && value > 0) mask[at >> 2] = 1;
  };
  for (let at = 0; at < total; ) {
    if (position > packed.length * 8) return undefined;
    const isRun = read(1) === 1;
    const end = Math.min(total, at + 1 + read(lengths[read(2)]!));
    const value = isRun ? read(wordSize) : 0;
    while (at < end) put(at++, isRun ? value : read(wordSize));
  }
  return encodeRuns(mask, width, height);
}
