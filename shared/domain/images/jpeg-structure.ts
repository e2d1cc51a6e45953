import { exifOrientation } from './exif-orientation.ts';
import type { ImageProblem, ImageStructure } from './image-structure.ts';

const TRUNCATED: ImageProblem = {
  code: 'truncated-jpeg',
  reason: 'the JPEG ends before its end-of-image marker: the file was cut off; copy or export it again',
};
const DAMAGED: ImageProblem = {
  code: 'damaged-jpeg',
  reason: 'the JPEG is damaged: its segments do not follow each other; copy or export it again',
};
const unsupported = (what: string): ImageProblem => ({
  code: 'unsupported-jpeg',
  reason: `${what}, which browsers cannot show; export it as an ordinary (baseline or progressive) JPEG or as PNG`,
});

const isStandalone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

interface Frame {
  width: number;
  height: number;
  channels: number;
}

function readFrame(segment: Uint8Array, marker: number): Frame | ImageProblem {
  if (segment.length < 6) return DAMAGED;
  const [precision, heightHigh, heightLow, widthHigh, widthLow, channels] = segment as unknown as number[];
  if (segment.length < 6 + 3 * channels! || channels === 0) return DAMAGED;
  if (marker > 0xc2) return unsupported('the JPEG uses lossless, hierarchical or arithmetic coding');
  if (precision !== 8) return unsupported(`the JPEG has ${precision} bits per sample`);
  const height = (heightHigh! << 8) | heightLow!;
  const width = (widthHigh! << 8) | widthLow!;
  if (height === 0) return unsupported('the JPEG does not say its height in its frame header');
  if (width === 0) return DAMAGED;
  return { width, height, channels: channels! };
}

/** Index of the first marker (not a restart, not a stuffed zero) in entropy-coded data; -1 when the data ends first. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return -1;
    if (next !== 0 && next !== 0xff && !isStandalone(next)) return at;
  }
  return -1;
}

/**
 * Walks a JPEG marker by marker to its end-of-image marker; bytes behind that are ignored (cameras append previews
 * there).
 * @param bytes the whole file, beginning with FF D8
 * @see ITU-T T.81 annex B
 */
export function readJpegStructure(bytes: Uint8Array): ImageStructure | ImageProblem {
  let at = 2;
  let frame: Frame | undefined;
  let scans = 0;
  let orientation = 1;
  while (true) {
    if (at >= bytes.length) return TRUNCATED;
    if (bytes[at] !== 0xff) return DAMAGED;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) return TRUNCATED;
    if (marker === 0xd9) break;
    if (marker === 0 || marker === 0xd8) return DAMAGED;
    if (isStandalone(marker)) continue;
    if (at + 2 > bytes.length) return TRUNCATED;
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    if (length < 2) return DAMAGED;
    if (at + length > bytes.length) return TRUNCATED;
    const segment = bytes.subarray(at + 2, at + length);
    at += length;
    if (isFrameHeader(marker)) {
      if (frame) return DAMAGED;
      const found = readFrame(segment, marker);
      if ('code' in found) return found;
      frame = found;
    } else if (marker === 0xe1 && EXIF.every((byte, index) => segment[index] === byte)) {
      orientation = exifOrientation(segment.subarray(EXIF.length));
    } else if (marker === 0xda) {
      if (!frame) return DAMAGED;
      const end = endOfScan(bytes, at);
      if (end < 0) return TRUNCATED;
      if (end === at) return DAMAGED;
      scans++;
      at = end;
    }
  }
  return frame && scans > 0 ? { format: 'jpeg', ...frame, orientation } : DAMAGED;
}
