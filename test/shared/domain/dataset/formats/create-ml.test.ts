import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMl } from '../../../../../shared/domain/dataset/formats/create-ml.ts';
import { formats, recognise } from '../../../../../shared/domain/dataset/formats/formats.ts';
import { boxes, read, sourceOf, write } from '../memory-dataset.ts';

const place = (files: Record<string, string>) => ({
  files: Object.keys(files),
  head: async (file: string) => files[file]!,
});

describe('Create ML', () => {
  it('has the middle of a box where other formats have its corner', async () => {
    const list = [
      { image: 'a.jpg', annotations: [{ label: 'cat', coordinates: { x: 50, y: 40, width: 20, height: 40 } }] },
      { imagefilename: 'b.jpg', annotation: [] },
    ];
    const { records, problems } = await read(createMl.reader!, sourceOf({ 'x.json': JSON.stringify(list) }));
    expect(problems).toEqual([]);
    expect(records).toMatchObject([
      { image: 'a.jpg', shapes: [{ label: 'cat', left: 40, top: 20, width: 20, height: 40 }] },
      { image: 'b.jpg', shapes: [] },
    ]);
  });

  it('keeps boxes, sides and images without any on the way out and back', async () => {
    const place = fc.integer({ min: 0, max: 300 }).map((value) => value / 4);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, place, place, place), { maxLength: 4 }), async (all) => {
        const shapes = all.map(([left, top, width, height]): [string, number, number, number, number] => [
          'a "cat"',
          left,
          top,
          width + 1,
          height + 1,
        ]);
        const records = [
          { ...boxes('x/1.jpg', ...shapes), split: 'train' as const },
          { ...boxes('y/2.jpg'), split: 'validation' as const },
        ];
        const { files } = await write(createMl.writer!, records, ['a "cat"']);
        const { records: back } = await read(createMl.reader!, sourceOf(files));
        expect(back.map(({ image, split, shapes }) => [image, split, shapes])).toEqual([
          ['1.jpg', 'train', records[0]!.shapes],
          ['2.jpg', 'validation', []],
        ]);
      }),
      { numRuns: 30 },
    );
  });
});

it.each([
  [
    'create-ml',
    [{ image: 'a.jpg', annotations: [{ label: 'cat', coordinates: { x: 1, y: 1, width: 1, height: 1 } }] }],
  ],
  ['label-studio', [{ id: 1, data: { image: 'a.jpg' }, annotations: [{ result: [] }] }]],
  ['coco', { images: [], annotations: [], categories: [] }],
  ['seq-label', { 'tracking-annotations': [{ annotations: [] }] }],
])('a JSON document of %s is recognised by what is in it', async (name, document) => {
  expect((await recognise(place({ 'x.json': JSON.stringify(document, null, 2) })))?.name).toBe(name);
  expect(name in formats).toBe(true);
});

it.each([
  [[{ image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], score: 0.5 }]],
  [[{ image: 'a.jpg', id: 1, label: [{ x: 1, rectanglelabels: ['cat'], original_width: 9 }] }]],
  [[1, 2, 3]],
  [[]],
])('a JSON list of anything else is no Label Studio export: %j', async (document) => {
  expect(await recognise(place({ 'x.json': JSON.stringify(document) }))).toBe(undefined);
});
