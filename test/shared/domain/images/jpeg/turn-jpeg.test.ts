import { describe, expect, it } from '@jest/globals';
import sharp, { type JpegOptions } from 'sharp';
import { turnJpeg } from '../../../../../shared/domain/images/jpeg/turn-jpeg.ts';
import { readJpegStructure } from '../../../../../shared/domain/images/jpeg-structure.ts';
import { withOrientation } from '../../../../sample-jpeg.ts';

const WIDTH = 96;
const HEIGHT = 64;
/** Smooth, without any symmetry. */
const pixels = Buffer.from(
  Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return [(2 * x + y) % 256, (3 * y) % 256, x > 60 && y < 20 ? 250 : 40];
  }).flat(),
);
const photo = (options: JpegOptions, width = WIDTH, height = HEIGHT) =>
  sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .extract({ left: 0, top: 0, width, height })
    .jpeg({ quality: 95, ...options })
    .toBuffer();
const meanDifference = (a: Buffer, b: Buffer) =>
  a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / a.length;

const KINDS: Array<[string, JpegOptions]> = [
  ['baseline, full colour', { chromaSubsampling: '4:4:4' }],
  ['baseline, halved colour', { chromaSubsampling: '4:2:0' }],
  ['progressive, halved colour', { chromaSubsampling: '4:2:0', progressive: true }],
  ['progressive, full colour, optimised scans', { chromaSubsampling: '4:4:4', progressive: true, mozjpeg: true }],
];

describe.each(KINDS)('a %s JPEG', (_, options) => {
  it.each([2, 3, 4, 5, 6, 7, 8])(
    'of orientation %d is turned as a decoder would turn its pixels',
    async (orientation) => {
      const stored = withOrientation(await photo(options), orientation);
      const expected = await sharp(stored).autoOrient().raw().toBuffer({ resolveWithObject: true });
      const turned = turnJpeg(stored, orientation) as Uint8Array;
      const actual = await sharp(turned).raw().toBuffer({ resolveWithObject: true });
      expect([actual.info.width, actual.info.height]).toEqual([expected.info.width, expected.info.height]);
      expect(meanDifference(actual.data, expected.data)).toBeLessThan(1);
      expect(readJpegStructure(turned)).toMatchObject({ orientation: 1, channels: 3 });
    },
  );
});

describe('turnJpeg', () => {
  it('cuts a mirrored side to whole coded units', async () => {
    const turned = turnJpeg(await photo({ chromaSubsampling: '4:2:0' }, 90, 61), 6) as Uint8Array;
    expect(readJpegStructure(turned)).toMatchObject({ width: 48, height: 90 });
  });

  it('turns grey images', async () => {
    const grey = await sharp(await photo({}))
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    expect(readJpegStructure(turnJpeg(grey, 8) as Uint8Array)).toMatchObject({ width: 64, height: 96, channels: 1 });
  });

  it('says that a tiny image cannot be turned, and that a damaged one is damaged', async () => {
    expect(turnJpeg(await photo({}, 8, 8), 3)).toMatchObject({ code: 'too-small-to-turn' });
    const jpeg = await photo({});
    const cut = Buffer.concat([jpeg.subarray(0, jpeg.length - 400), Buffer.from([0xff, 0xd9])]);
    expect(turnJpeg(cut, 3)).toMatchObject({ code: 'damaged-jpeg' });
  });
});
