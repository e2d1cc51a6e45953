import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutJson } from '../../../../shared/domain/dataset/bytes/cut-json.ts';
import { cutLines, lineText, lineTexts } from '../../../../shared/domain/dataset/bytes/cut-lines.ts';
import { cutXml } from '../../../../shared/domain/dataset/bytes/cut-xml.ts';
import { cocoReader, cocoReaderOf } from '../../../../shared/domain/dataset/formats/coco/coco-reader.ts';
import { chunksOf, read, sourceOf } from './memory-dataset.ts';

const CHUNKS = [1, 2, 3, 7, 64, 10_000];
const inChunks = (text: string, length: number) => chunksOf(Buffer.from(text), length);

async function all<Batch, Item>(batches: AsyncIterable<Batch>, itemsOf: (batch: Batch) => Item[]): Promise<Item[]> {
  const items: Item[] = [];
  for await (const batch of batches) items.push(...itemsOf(batch));
  return items;
}

describe('lines', () => {
  it('are the same however a file is cut into chunks', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '猫', ' ', '\r'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.boolean(), fc.constantFrom(...CHUNKS), async (lines, hasMark, length) => {
        const text = (hasMark ? '\uFEFF' : '') + lines.map((each) => `${each}\n`).join('');
        const expected = lines.map((each) => each.replace(/\r$/, ''));
        expect(await all(cutLines(inChunks(text, length)), lineTexts)).toEqual(expected);
        const oneByOne = (batch: Parameters<typeof lineText>[0]) =>
          Array.from({ length: batch.bounds.length / 2 }, (_, index) => lineText(batch, index));
        expect(await all(cutLines(inChunks(text, length)), oneByOne)).toEqual(expected);
      }),
    );
  });

  it('longer than the limit are passed over with their number, wherever chunks end', async () => {
    for (const length of CHUNKS) {
      const batches = cutLines(inChunks(`ab\n${'x'.repeat(40)}\ncd\n${'y'.repeat(40)}`, length), 20);
      const found = await all(batches, ({ first, bounds, tooLong, endsOpen }) => [
        { last: first + bounds.length / 2 - 1, tooLong, endsOpen },
      ]);
      expect(found.flatMap(({ tooLong }) => tooLong)).toEqual([2, 4]);
      expect(found.at(-1)).toMatchObject({ last: 4, endsOpen: true });
    }
  });
});

describe('JSON documents', () => {
  const parts = (text: string, length: number, members?: Set<string>) =>
    all(cutJson(inChunks(text, length), 'x.json', members), (batch) => batch).then((found) =>
      found.map(({ member, text }) => [member, JSON.parse(text)]),
    );

  it('are cut into members and elements, however they are written and cut into chunks', async () => {
    const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
    const document = fc.oneof(fc.dictionary(fc.string(), value), fc.array(value));
    await fc.assert(
      fc.asyncProperty(document, fc.nat({ max: 2 }), fc.constantFrom(...CHUNKS), async (document, indent, length) => {
        const read = JSON.parse(JSON.stringify(document)) as object;
        const expected = (Array.isArray(read) ? [['', read] as const] : Object.entries(read)).flatMap(
          ([member, value]) => (Array.isArray(value) ? value.map((each) => [member, each]) : [[member, value]]),
        );
        expect(await parts(JSON.stringify(document, null, indent), length)).toEqual(expected);
        const [[name] = ['']] = expected as Array<[string, unknown]>;
        const wanted = expected.filter(([member]) => member === name || Array.isArray(read));
        if (!Array.isArray(read))
          expect(await parts(JSON.stringify(document), length, new Set([name]))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['', '1', '"x"', '{', '[1', '{"a":', '{"a":[{"b":1}', '{"a" 1}', '[{"a":"]"'])(
    'that are broken as %j are refused, not read for ever',
    async (text) => {
      for (const length of CHUNKS) await expect(parts(text, length)).rejects.toThrow('x.json is not JSON');
    },
  );
});

describe('XML documents', () => {
  it('are cut into the elements below the root, however they are cut into chunks', async () => {
    const elements = ['<a x="1>2"/>', "<b y='/>'><b><c/></b>é</b>", '<a><![CDATA[</a><a>]]><!-- </a> --></a>'];
    const text = `<?xml version="1.0"?>\n<!-- <z> > -->\n<!DOCTYPE r>\n<r v="2">${elements.join('\n<!-- <q> -->')}</r>\n`;
    for (const length of CHUNKS) {
      const batches = await all(cutXml(inChunks(text, length)), (batch) => [batch]);
      expect(batches.flatMap((batch) => batch.elements)).toEqual(elements);
      expect(batches.at(-1)).toMatchObject({ root: 'r', isComplete: true });
      const cut = await all(cutXml(inChunks(text.slice(0, -8), length)), (batch) => [batch]);
      expect(cut.at(-1)!.isComplete).toBe(false);
    }
  });
});

describe('a COCO document larger than what is held at once', () => {
  const image = (id: number | string) => ({ id, file_name: `${id}.jpg`, width: 100, height: 100 });
  const annotation = (id: number, image_id: number | string) => ({ id, image_id, category_id: 7, bbox: [id, 0, 1, 1] });
  const images = Array.from({ length: 60 }, (_, at) => image(at % 3 ? at * 1000 : `n${at}`));
  const annotations = Array.from({ length: 300 }, (_, at) => annotation(at, images[(at * 17) % 60]!.id));

  it('gives the same records and problems in the same order as one that is held whole', async () => {
    const document = {
      annotations: [...annotations, null, annotation(900, 'nowhere'), { ...annotation(901, 1000), category_id: 8 }],
      images: [...images, { id: 5 }, null, { ...image(1000), file_name: 'again.jpg' }],
      categories: [{ id: 7, name: 'cat' }],
    };
    for (const indent of [0, 2]) {
      const source = () => sourceOf({ 'train.json': JSON.stringify(document, null, indent) });
      const whole = await read(cocoReader, source());
      expect(whole.records).toHaveLength(60);
      expect(whole.records.flatMap(({ shapes }) => shapes)).toHaveLength(295);
      expect(whole.records.find(({ image }) => image === '1000.jpg')).toMatchObject({ kind: 'failed', shapes: [] });
      expect(whole.problems.map(({ code }) => code).sort()).toEqual([
        'broken-image',
        'broken-image',
        'no-such-image',
        'no-such-image',
        'repeated-id',
        'unknown-class',
      ]);
      for (const partBytes of [500, 3000]) expect(await read(cocoReaderOf(partBytes), source())).toEqual(whole);
    }
  });
});
