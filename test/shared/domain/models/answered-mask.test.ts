import { expect, it } from '@jest/globals';
import sharp from 'sharp';
import { segmentationResponseSchema } from '../../../../shared/contracts/model-answers.ts';
import { encodePalettePng } from '../../../../shared/domain/images/png-pixels.ts';
import { answerText, readAnsweredMask } from '../../../../shared/domain/models/answered-mask.ts';
import { pngCodec } from '../../../../shared/handler/png-codec.ts';

const LABELS = ['road', 'car'];
const size = { width: 4, height: 2 };
/** 255 is a hole, 3 a class that nobody knows. */
const classes = Uint8Array.from([0, 1, 2, 255, 1, 1, 3, 2]);
const read = (png: Uint8Array) => {
  const answer = segmentationResponseSchema.parse(JSON.parse(answerText(png, LABELS, pngCodec)));
  return { answer, pixels: [...readAnsweredMask(answer, size, LABELS, pngCodec).pixels] };
};

it('leaves JSON as it is', () => {
  expect(answerText(Buffer.from('{"prediction": [0.5]}'), LABELS, pngCodec)).toBe('{"prediction": [0.5]}');
});

it("reads the PNG of SageMaker's built-in segmentation, grey or with a palette, by its numbers", async () => {
  const grey = await sharp(classes, { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const palette = Array.from({ length: 256 }, (_, index) => (index * 7919) % 0xffffff);
  const indexed = encodePalettePng({ ...size, mask: classes }, palette, pngCodec);
  for (const png of [grey, indexed]) {
    const { answer, pixels } = read(png);
    expect(pixels).toEqual([0, 1, 2, 0, 1, 1, 0, 2]);
    expect(answer.image_size).toEqual([{ ...size, depth: 3 }]);
    expect(Object.values(answer['internal-color-map']).map((one) => one['class-name'])).toEqual([
      ...['BACKGROUND', 'road', 'car'],
    ]);
  }
});

it('refuses a PNG of colours', async () => {
  const coloured = await sharp({ create: { ...size, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  expect(() => answerText(coloured, LABELS, pngCodec)).toThrow(/colours/);
});
