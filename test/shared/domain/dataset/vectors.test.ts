import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { bareRecord, type ImageRecord } from '../../../../shared/domain/dataset/image-record.ts';
import { ringsMask } from '../../../../shared/domain/shapes/polygon-mask.ts';
import {
  encodeRuns,
  paintRuns,
  runsArea,
  runsBox,
  runsToText,
  textToRuns,
} from '../../../../shared/domain/shapes/run-length.ts';
import { png, read, sourceOf, write } from './memory-dataset.ts';

interface Vectors {
  shapes: Array<{ width: number; height: number; rings: number[][]; counts: string }>;
  masks: Array<{ width: number; height: number; pixels: string; counts: string; area: number; box: number[] }>;
  semantic: { width: number; height: number; indexes: string; images: Array<{ mode: string; png: string }> };
}
/** Made by make-vectors.py; pixels as digits, row by row. */
const vectors: Vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8'));

const COLOURS = [
  { index: 0, hex: '#ffffff', label: undefined, confidence: 0 },
  { index: 1, hex: '#2ca02c', label: 'IC', confidence: 0.5 },
  { index: 2, hex: '#1f77b4', label: 'resistor', confidence: 0.5 },
  { index: 3, hex: '#ff7f0e', label: 'coil', confidence: 0.5 },
];
const LABELS = ['IC', 'resistor', 'coil'];

describe('against pycocotools', () => {
  it.each(vectors.masks)(
    'a mask of $width x $height has the same text, area and box',
    ({ width, height, pixels, counts, area, box }) => {
      const mask = encodeRuns(Uint8Array.from(pixels, Number), width, height);
      expect(runsToText(mask.counts)).toBe(counts);
      expect(textToRuns(counts)).toEqual(mask.counts);
      expect(runsArea(mask)).toBe(area);
      expect(Object.values(runsBox(mask))).toEqual(box);
      expect([...paintRuns(mask, new Uint8Array(width * height))].join('')).toBe(pixels);
    },
  );

  it.each(vectors.shapes)(
    '$rings.length rings on $width x $height cover the same pixels',
    ({ width, height, rings, counts }) => {
      expect(runsToText(ringsMask(rings, width, height).counts)).toBe(counts);
    },
  );

  it('refuses text that ends within a number and runs that do not fill the image', () => {
    expect(() => textToRuns('o')).toThrow('damaged');
    expect(() => paintRuns({ width: 2, height: 2, counts: [3] }, new Uint8Array(4))).toThrow('2 x 2');
  });
});

describe('against Pillow', () => {
  const { width, height, indexes, images } = vectors.semantic;

  it.each(images)(
    'a semantic mask saved as $mode becomes COCO masks and comes back to the pixel',
    async ({ png: base64 }) => {
      const record: ImageRecord = {
        ...bareRecord('s3://b/1.jpg', 'mask'),
        mask: { ref: 's3://b/mask.png', colours: COLOURS },
      };
      const bytes = async (ref: string) => (ref === 's3://b/mask.png' ? Buffer.from(base64, 'base64') : undefined);
      const coco = await write(formats.coco!.writer!, [record], LABELS, { bytes });
      expect(coco.problems).toEqual([]);
      const { records } = await read(formats.coco!.reader!, sourceOf(coco.files));
      expect(records[0]).toMatchObject({ width, height });
      const manifest = await write(formats['ground-truth']!.writer!, records, LABELS, { attribute: 'pcb-ref' });
      expect(manifest.problems).toEqual([]);
      const { mask } = (
        await read(
          formats['ground-truth']!.reader!,
          sourceOf({ 'output.manifest': manifest.files['output.manifest']! }),
        )
      ).records[0]!;
      expect(mask!.colours.map(({ index, label }) => [index, label])).toEqual([
        [0, undefined],
        [1, 'IC'],
        [2, 'resistor'],
        [3, 'coil'],
      ]);
      const { decodePng } = await import('../../../../shared/domain/images/png-pixels.ts');
      const { colours } = decodePng(manifest.files['masks/1.png'] as Uint8Array, png);
      const indexOf = new Map(mask!.colours.map(({ hex, index }) => [Number.parseInt(hex.slice(1), 16), index]));
      expect([...colours].map((colour) => indexOf.get(colour)).join('')).toBe(indexes);
    },
  );
});
