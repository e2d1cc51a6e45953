import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { acceptImage } from '../../../../shared/domain/images/accept-image.ts';
import { sampleJpeg, withOrientation } from '../../../sample-jpeg.ts';

const accept = (bytes: Uint8Array) => acceptImage(bytes, { crc32 });
const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#283' } });
const JPEGS: Array<[string, Buffer]> = [
  ['baseline', await picture.clone().jpeg().toBuffer()],
  ['progressive', await picture.clone().jpeg({ progressive: true }).toBuffer()],
  ['with EXIF', withOrientation(sampleJpeg(1), 8)],
  [
    'with a thumbnail in its EXIF',
    await sharp(sampleJpeg(1))
      .withExif({ IFD0: { Copyright: '\xff\xd9' } })
      .jpeg()
      .toBuffer(),
  ],
];
const PNGS: Array<[string, Buffer]> = [
  ['plain', await picture.clone().png().toBuffer()],
  ['with a palette', await picture.clone().png({ palette: true }).toBuffer()],
  ['interlaced with alpha', await picture.clone().ensureAlpha().png({ progressive: true }).toBuffer()],
];

describe.each(JPEGS)('a %s JPEG', (_, jpeg) => {
  it('is accepted whole, also with bytes behind its end', () => {
    expect(accept(jpeg)).toMatchObject({ format: 'jpeg', channels: 3 });
    expect(accept(Buffer.concat([jpeg, Buffer.from('preview')]))).toMatchObject({ format: 'jpeg' });
  });

  it('is rejected wherever it is cut off', () => {
    for (let length = 0; length < jpeg.length; length++)
      expect(accept(jpeg.subarray(0, length))).toHaveProperty('code');
  });

  it('never makes the walk throw, whatever bytes change', () => {
    const change = fc.tuple(fc.nat(jpeg.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.nat(jpeg.length), (changes, length) => {
        const mutated = Buffer.from(jpeg.subarray(0, length));
        for (const [at, value] of changes) if (at < length) mutated[at] = value;
        const found = accept(mutated);
        // Accepted is only what still ends with an end-of-image marker.
        if (!('code' in found)) expect(mutated.includes(Buffer.from([0xff, 0xd9]))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(PNGS)('a %s PNG', (_, png) => {
  it('is accepted whole', () => {
    expect(accept(png)).toMatchObject({ format: 'png', width: 40, height: 30 });
  });

  it('is rejected wherever it is cut off, and whichever byte changes', () => {
    for (let at = 0; at < png.length; at++) {
      expect(accept(png.subarray(0, at))).toHaveProperty('code');
      const changed = Buffer.from(png);
      changed[at]! ^= 0x10;
      expect(accept(changed)).toHaveProperty('code');
    }
  });
});

describe('acceptImage', () => {
  it('never throws on arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void accept(bytes)));
  });

  it('reads the orientation of a JPEG and of a PNG', () => {
    for (let orientation = 1; orientation <= 8; orientation++)
      expect(accept(withOrientation(sampleJpeg(1), orientation))).toMatchObject({ orientation });
    const [, png] = PNGS[0]!;
    expect(
      accept(insertChunk(png, 'eXIf', Buffer.from('49492a000800000001001201030001000000060000000000', 'hex'))),
    ).toMatchObject({ orientation: 6 });
  });

  it('refuses JPEGs that browsers cannot show', () => {
    const lossless = Buffer.from(JPEGS[0]![1]);
    lossless[lossless.findIndex((byte, at) => byte === 0xff && lossless[at + 1] === 0xc0) + 1] = 0xc3;
    expect(accept(lossless)).toMatchObject({ code: 'unsupported-jpeg' });
  });

  it('refuses a PNG of 101 megapixels without unpacking it', () => {
    const [, png] = PNGS[0]!;
    const header = Buffer.from(png.subarray(16, 29));
    header.writeUInt32BE(10_100, 0);
    header.writeUInt32BE(10_000, 4);
    const bomb = Buffer.concat([
      png.subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync('')),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    expect(accept(bomb)).toMatchObject({ code: 'too-many-pixels' });
  });

  it.each([
    ['gif', 'GIF89a'],
    ['tiff', 'II*\0\x08'],
    ['bmp', 'BM6'],
    ['pdf', '%PDF-1.7'],
    ['zip', 'PK\x03\x04'],
    ['gzip', '\x1f\x8b\x08'],
    ['avif', '\0\0\0\x1cftypavif'],
    ['video', '\0\0\0\x18ftypisom'],
    ['jxl', '\xff\x0a\0'],
    ['html', '<!DOCTYPE html><html>'],
    ['svg', '<svg width="1">'],
    ['text', '{"an": "object"}'],
    ['not-an-image', '\0\x01\x02'],
  ])('names %s', (code, content) => {
    expect(accept(Buffer.from(content, 'latin1'))).toMatchObject({ code });
  });
});

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

const insertChunk = (png: Buffer, name: string, data: Buffer) =>
  Buffer.concat([png.subarray(0, 33), chunk(name, data), png.subarray(33)]);
