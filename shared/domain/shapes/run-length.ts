import { InvalidDocumentError } from '../../errors.ts';
import type { BoundingBox } from './bounding-box.ts';

/**
 * A binary mask as COCO keeps it: lengths of runs of 0, 1, 0, 1, … down the columns, from the left one to the right
 * one.
 * @see cocoapi common/maskApi.h
 */
export interface RunLengthMask {
  width: number;
  height: number;
  counts: number[];
}

/** Larger masks are not unpacked: a few numbers may say that one has more pixels than there is memory. */
export const MASK_MAX_PIXELS = 100_000_000;

/** @param mask row by row; a pixel belongs to it where it holds `value` */
export function encodeRuns(mask: Uint8Array, width: number, height: number, value = 1): RunLengthMask {
  const counts: number[] = [];
  let inside = false;
  let run = 0;
  for (let x = 0; x < width; x++) {
    for (let at = x; at < width * height; at += width) {
      if ((mask[at] === value) === inside) run++;
      else {
        counts.push(run);
        inside = !inside;
        run = 1;
      }
    }
  }
  counts.push(run);
  return { width, height, counts };
}

/**
 * Paints `value` into `mask` (row by row) wherever the run-length mask is set.
 * @throws InvalidDocumentError when the runs do not fill the image
 */
export function paintRuns({ width, height, counts }: RunLengthMask, mask: Uint8Array, value = 1): Uint8Array {
  let at = 0;
  for (const [index, run] of counts.entries()) {
    if (index % 2 === 1) {
      for (let pixel = at; pixel < at + run; pixel++)
        mask[(pixel % height) * width + Math.floor(pixel / height)] = value;
    }
    at += run;
  }
  if (at !== width * height)
    throw new InvalidDocumentError(`the run-length mask covers ${at} pixels; the image has ${width} x ${height}`);
  return mask;
}

/** Whether the runs cover the image, no more and no less. */
export const runsFill = ({ width, height, counts }: RunLengthMask) =>
  counts.every((run) => Number.isInteger(run) && run >= 0) &&
  counts.reduce((sum, run) => sum + run, 0) === width * height;

/** Pixels of the mask. */
export const runsArea = ({ counts }: RunLengthMask) =>
  counts.reduce((sum, run, index) => (index % 2 === 1 ? sum + run : sum), 0);

/** The box around the mask; all zero when it is empty. */
export function runsBox({ height, counts }: RunLengthMask): BoundingBox {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  let at = 0;
  for (const [index, run] of counts.entries()) {
    if (index % 2 === 1 && run > 0) {
      const end = at + run - 1;
      const [firstColumn, lastColumn] = [Math.floor(at / height), Math.floor(end / height)];
      left = Math.min(left, firstColumn);
      right = Math.max(right, lastColumn);
      top = Math.min(top, firstColumn === lastColumn ? at % height : 0);
      bottom = Math.max(bottom, firstColumn === lastColumn ? end % height : height - 1);
    }
    at += run;
  }
  if (right < 0) return { left: 0, top: 0, width: 0, height: 0 };
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * COCO's compressed form: differences to the run before the last one, five bits a character. @see cocoapi rleToString
 */
export function runsToText(counts: readonly number[]): string {
  let text = '';
  for (let index = 0; index < counts.length; index++) {
    let rest = counts[index]! - (index > 2 ? counts[index - 2]! : 0);
    let more = true;
    while (more) {
      let bits = rest & 0x1f;
      rest >>= 5;
      more = bits & 0x10 ? rest !== -1 : rest !== 0;
      if (more) bits |= 0x20;
      text += String.fromCharCode(bits + 48);
    }
  }
  return text;
}

/** @throws InvalidDocumentError for text that ends within a number or has other characters. @see cocoapi rleFrString */
export function textToRuns(text: string): number[] {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    let bits: number;
    do {
      bits = text.charCodeAt(at++) - 48;
      if (!(bits >= 0 && bits < 64)) throw new InvalidDocumentError('the compressed run-length mask is damaged');
      value |= (bits & 0x1f) << shift;
      shift += 5;
    } while (bits & 0x20);
    if (bits & 0x10) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value);
  }
  return counts;
}
