import { describe, expect, it } from '@jest/globals';
import { readWorkerAnswer } from '../../../../shared/domain/answer-kinds/worker-answer.ts';
import { decodePng } from '../../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../../shared/handler/png-codec.ts';
import { paintStroke } from '../../../../worker-portal/elements/segmentation/brush.ts';
import { emptyMask } from '../../../../worker-portal/elements/segmentation/label-mask.ts';
import {
  maskAnswer,
  maskColours,
  maskOfPicture,
  readGivenMask,
} from '../../../../worker-portal/elements/segmentation/mask-answer.ts';

const LABELS = ['Cat', 'Dog', 'Bird'];

describe('the answer of crowd-semantic-segmentation', () => {
  it('has the size, the labels in use with their colours, and exactly these colours in its PNG', () => {
    const mask = emptyMask(40, 30);
    paintStroke(mask, { x: 10, y: 10 }, { x: 30, y: 20 }, 4, 1);
    paintStroke(mask, { x: 30, y: 5 }, { x: 30, y: 5 }, 3, 3);
    const { labeledImage, ...rest } = maskAnswer(mask, LABELS, maskColours(LABELS));
    expect(rest).toEqual({
      inputImageProperties: { height: 30, width: 40 },
      labelMappings: { Cat: { color: '#1f77b4' }, Bird: { color: '#2ca02c' } },
    });
    const decoded = decodePng(Buffer.from(labeledImage.pngImageData, 'base64'), pngCodec);
    expect([...decoded.colours]).toEqual(Array.from(mask.pixels, (label) => [0xffffff, 0x1f77b4, 0, 0x2ca02c][label]));
  });

  it('is what the consolidation reads', () => {
    const content = JSON.stringify({ mask: maskAnswer(emptyMask(4, 3), LABELS, maskColours(LABELS)) });
    expect(readWorkerAnswer(content, LABELS).answer).toMatchObject({ kind: 'mask', size: { width: 4, height: 3 } });
  });
});

describe('a given mask', () => {
  it('is an initial value with a link, or a former answer with its PNG', () => {
    const labelMappings = { Cat: { color: '#2CA02C' }, Dog: { color: 'red' } };
    const colours = { Cat: '#2ca02c' };
    expect(readGivenMask({ labelMappings, src: 'https://x/a.png' })).toEqual({
      colours,
      picture: { url: 'https://x/a.png' },
    });
    expect(readGivenMask({ labelMappings, labeledImage: { pngImageData: 'AAAA' } })).toEqual({
      colours,
      picture: { pngBase64: 'AAAA' },
    });
    for (const none of [undefined, 'x', [], {}, { src: 'x' }, { labelMappings }]) {
      expect(readGivenMask(none)).toBeUndefined();
    }
  });

  it('keeps its colours; the other labels get ones that are free', () => {
    expect(maskColours(LABELS, { Dog: '#1f77b4', Bird: '#ff7f0e' })).toEqual([
      '#ffffff',
      '#2ca02c',
      '#1f77b4',
      '#ff7f0e',
    ]);
    expect(new Set(maskColours(Array.from({ length: 60 }, (_, at) => `label ${at}`))).size).toBe(61);
  });

  it('is read by its colours; a smoothed pixel is that of the nearest, a transparent one background', () => {
    const colours = maskColours(LABELS);
    const rgba = Uint8ClampedArray.of(
      ...[255, 255, 255, 255],
      ...[0x1f, 0x77, 0xb4, 255],
      ...[0xfa, 0x80, 0x10, 255],
      ...[0x1f, 0x77, 0xb4, 0],
    );
    expect([...maskOfPicture(rgba, { width: 2, height: 2 }, colours).pixels]).toEqual([0, 1, 2, 0]);
  });
});
