import { inflateSync, crc32 as nodeCrc32 } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crc32 } from '../../../../worker-portal/elements/segmentation/crc32.ts';
import { zlibRuns } from '../../../../worker-portal/elements/segmentation/zlib-runs.ts';

it('any bytes come back from zlib', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc
      .array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 700 })), { maxLength: 20 })
      .map((runs) => Uint8Array.from(runs.flatMap(([value, count]) => Array<number>(count).fill(value)))),
  );
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 40_000 }), (data, rowLength) => {
      expect(inflateSync(zlibRuns(data, rowLength)).equals(data)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it('every length and distance that the format knows comes back', () => {
  for (const rowLength of [2, 3, 4, 5, 8, 9, 257, 4097, 24_577, 32_768]) {
    const row = Uint8Array.from({ length: rowLength }, (_, at) => (at * 7919) % 251);
    for (const length of [3, 10, 11, 18, 19, 34, 35, 66, 67, 130, 131, 257, 258, 259]) {
      const data = new Uint8Array(rowLength + length);
      data.set(row);
      for (let at = rowLength; at < data.length; at++) data[at] = data[at - rowLength]!;
      expect(inflateSync(zlibRuns(data, rowLength)).equals(data)).toBe(true);
    }
  }
});

it('an empty mask of 12 megapixels takes under 150 KB', () => {
  expect(zlibRuns(new Uint8Array(4001 * 3000), 4001).length).toBeLessThan(150_000);
});

it('the check sum is that of zlib', () => {
  const data = new TextEncoder().encode('IHDR and other bytes: äöü');
  expect(crc32(data)).toBe(nodeCrc32(data));
});
