import { expect, it } from '@jest/globals';
import sharp from 'sharp';
import { turnBox, uprightSize } from '../../../../shared/domain/shapes/turn-box.ts';
import { withOrientation } from '../../../sample-jpeg.ts';

const stored = { width: 64, height: 48 };
const box = { left: 8, top: 16, width: 24, height: 8 };

/** Where the white box of a black picture is. */
async function findBox(jpeg: Buffer) {
  const { data, info } = await sharp(jpeg).autoOrient().greyscale().raw().toBuffer({ resolveWithObject: true });
  const lit = [...data].flatMap((value, at) =>
    value > 128 ? [{ x: at % info.width, y: Math.floor(at / info.width) }] : [],
  );
  const [xs, ys] = [lit.map(({ x }) => x), lit.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const found = { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
  return { box: found, size: { width: info.width, height: info.height } };
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns a box as EXIF orientation %i turns the picture', async (orientation) => {
  const white = await sharp({ create: { width: box.width, height: box.height, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const picture = await sharp({ create: { ...stored, channels: 3, background: '#000' } })
    .composite([{ input: white, left: box.left, top: box.top }])
    .jpeg({ quality: 100 })
    .toBuffer();
  expect(await findBox(withOrientation(picture, orientation))).toEqual({
    box: turnBox(box, stored, orientation),
    size: uprightSize(stored, orientation),
  });
});
