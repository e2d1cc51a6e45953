import { expect, it } from '@jest/globals';
import { exifOrientation } from '../../../../shared/domain/images/exif-orientation.ts';

/** A TIFF block of one directory with an entry before the orientation. */
function tiff(orientation: number, little: boolean, { magic = 42, directory = 8, tag = 0x0112 } = {}): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, magic, little);
  view.setUint32(4, directory, little);
  view.setUint16(8, 2, little);
  for (const [at, entryTag, value] of [
    [10, 0x0100, 7],
    [22, tag, orientation],
  ] as const) {
    view.setUint16(at, entryTag, little);
    view.setUint16(at + 2, 3, little);
    view.setUint32(at + 4, 1, little);
    view.setUint16(at + 8, value, little);
  }
  return bytes;
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %d is read in both byte orders', (orientation) => {
  expect([true, false].map((little) => exifOrientation(tiff(orientation, little)))).toEqual([orientation, orientation]);
});

it('the block may lie inside a larger file', () => {
  const file = new Uint8Array(100);
  file.set(tiff(6, false), 30);
  expect(exifOrientation(file.subarray(30, 94))).toBe(6);
});

it.each([
  ['empty', new Uint8Array()],
  ['cut inside the entry', tiff(6, true).subarray(0, 33)],
  ['of an unknown byte order', tiff(6, true).fill(0x20, 0, 2)],
  ['of another magic number', tiff(6, true, { magic: 43 })],
  ['whose directory lies behind its end', tiff(6, true, { directory: 0xffff_ffff })],
  ['without the tag', tiff(6, true, { tag: 0x0113 })],
  ['that says 0', tiff(0, true)],
  ['that says 9', tiff(9, false)],
])('a block %s is upright', (_, bytes) => {
  expect(exifOrientation(bytes)).toBe(1);
});

it('a block that ends with the entry is whole', () => {
  expect(exifOrientation(tiff(6, true).subarray(0, 34))).toBe(6);
});
