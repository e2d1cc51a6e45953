import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groundTruthReader } from '../../../../../../shared/domain/dataset/formats/ground-truth/ground-truth-reader.ts';
import { read, sourceOf } from '../../memory-dataset.ts';

/** `box` keys in the order of old jobs, metadata too. */
const line = (image: string, shift = 0) => ({
  'source-ref': `s3://b/${image}.jpg`,
  streets: {
    annotations: [
      { class_id: 0, width: 95.39999999999998, top: 256.2 + shift, height: 86, left: 177 + shift },
      { class_id: 12, width: 4, top: 0, height: 5, left: 100_000 },
    ],
    image_size: [{ width: 500, depth: 3, height: 400 }],
  },
  'streets-metadata': {
    'job-name': 'labeling-job/streets',
    'class-map': { '0': 'a "b" c', '12': 'Ж 猫' },
    'human-annotated': 'yes',
    objects: [{ confidence: 0.09 }, { confidence: 1 }],
    'creation-date': '2019-11-27T12:35:53.292893',
    type: 'groundtruth/object-detection',
  },
});

const compact = (value: unknown) => JSON.stringify(value);
/** As Python's `json.dumps` writes it. */
const spaced = (value: unknown) =>
  JSON.stringify(value, null, 1)
    .replace(/\n */g, ' ')
    .replace(/([{[]) | (?=[}\]])/g, '$1');

/** The last line's record, and the problems but for the one that only a file of several lines has. */
async function readLast(...lines: string[]) {
  const { records, problems } = await read(groundTruthReader, sourceOf({ 'output.manifest': lines.join('\n') }));
  const found = problems.filter(({ code }) => code !== 'mixed-attributes').map(({ code, reason }) => [code, reason]);
  return { record: records.at(-1), found };
}

const PIECES = [
  ' ',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '7',
  '-',
  '.',
  '1e3',
  'x',
  'é',
  '\t',
  'null',
  ',"extra":1',
];
const place = fc.double({ min: 0, max: 0.999, noNaN: true });
const damage = fc.record({
  at: place,
  dropped: fc.nat({ max: 3 }),
  piece: fc.oneof(fc.constantFrom(...PIECES), fc.double().map(String), fc.constant('')),
});

describe('lines that a template reads', () => {
  it.each([
    ['compact', compact],
    ['spaced', spaced],
  ])('give the records that JSON.parse gives, %s', async (_name, text) => {
    const [first, second, third] = [line('1'), line('2', 3), line('3', -200.25)].map(text) as [string, string, string];
    for (const other of [second, third]) expect(await readLast(first, other)).toEqual(await readLast(other));
    expect((await readLast(first, second)).record).toMatchObject({
      image: 's3://b/2.jpg',
      width: 500,
      height: 400,
      shapes: [
        { label: 'a "b" c', left: 180, top: 259.2, width: 95.39999999999998, height: 86, confidence: 0.09 },
        { label: 'Ж 猫', left: 100_003 - 3, confidence: 1 },
      ],
      annotatedBy: 'human',
      createdAt: '2019-11-27T12:35:53.292893',
      jobName: 'labeling-job/streets',
    });
  });

  it.each([
    ['compact', compact],
    ['spaced', spaced],
  ])('are read or reported as without a template, however damaged, %s', async (_name, text) => {
    const [good, next] = [text(line('1')), text(line('2', 1))];
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        const damaged = damages.reduce((line, { at, dropped, piece }) => {
          const from = Math.floor(at * line.length);
          return line.slice(0, from) + piece + line.slice(from + dropped);
        }, next);
        const alone = await readLast(`${damaged}\n`);
        const behind = await readLast(good, `${damaged}\n`);
        expect(behind.found).toEqual(alone.found);
        if (alone.record) expect(behind.record).toEqual(alone.record);
      }),
      { numRuns: 400 },
    );
  });

  it('keep the sign of class ids, counts of objects and class maps under the checks', async () => {
    const odd = structuredClone(line('2'));
    odd['streets-metadata'].objects.pop();
    expect((await readLast(compact(line('1')), compact(odd))).found).toMatchObject([['objects-differ', {}]]);
    const { problems } = await read(
      groundTruthReader,
      sourceOf({ 'output.manifest': `${compact(line('1'))}\n${compact(line('2'))}` }),
      ['other'],
    );
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [1, 'class-map-contradicts'],
      [2, 'class-map-contradicts'],
    ]);
  });
});
