import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { type SplitOptions, splitTexts } from '../../../cli/intake/split-texts.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelloop-split-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function split(name: string, content: string | Uint8Array, options: Partial<SplitOptions> = {}) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { files, passedOver, split: tables } = await splitTexts([{ path, name }], { per: 'file', ...options });
  const texts = files.map((file) => [file.name, file.bytes && Buffer.from(file.bytes).toString()]);
  return { texts, passedOver, tables };
}

it.each<[string, string, string, Partial<SplitOptions>, Array<[string, string]>]>([
  [
    'a row of a table, named by its id, its line breaks kept',
    'a.csv',
    'id,title,comment\r\nx/1,first,"one\r\ntwo"\r\nx2,second,three\r\n',
    {},
    [
      ['a.csv/x_1.txt', 'one\r\ntwo'],
      ['a.csv/x2.txt', 'three'],
    ],
  ],
  [
    'a row of a table without a header: the column with the longest cells',
    'b.tsv',
    '1\tmany words, all of them in one cell\n2\tand more of these, in another cell\n',
    {},
    [
      ['b.tsv/row_000001.txt', 'many words, all of them in one cell'],
      ['b.tsv/row_000002.txt', 'and more of these, in another cell'],
    ],
  ],
  [
    'an object of JSON Lines',
    'c.jsonl',
    '{"text":"a \\ud83d\\ude80","label":"x"}\n\n{"text":"b","label":"y"}\n',
    {},
    [
      ['c.jsonl/row_000001.txt', 'a 🚀'],
      ['c.jsonl/row_000002.txt', 'b'],
    ],
  ],
  ['the column that is named', 'd.csv', 'head,text\na,b 1\n', { column: 'head' }, [['d.csv/row_000001.txt', 'a']]],
  [
    'a paragraph',
    'e.txt',
    'one\r\ntwo\r\n\r\n \r\nthree\n',
    { per: 'paragraph' },
    [
      ['e.txt/paragraph_000001.txt', 'one\r\ntwo'],
      ['e.txt/paragraph_000002.txt', 'three\n'],
    ],
  ],
  [
    'a line',
    'f.txt',
    'one\r\n\r\ntwo',
    { per: 'line' },
    [
      ['f.txt/line_000001.txt', 'one'],
      ['f.txt/line_000003.txt', 'two'],
    ],
  ],
])('a text is %s', async (_, name, content, options, texts) => {
  expect((await split(name, content, options)).texts).toEqual(texts);
});

it('a file is a text as it is', async () => {
  expect((await split('g.txt', 'whole\n\nfile')).texts).toEqual([['g.txt', undefined]]);
});

it('another encoding is read where it is named, and told where it is not', async () => {
  const bytes = Buffer.from('text\nZoë\n', 'latin1');
  expect((await split('h.csv', bytes)).passedOver).toMatchObject([{ why: expect.stringMatching(/Latin-1/) }]);
  expect((await split('h.csv', bytes, { encoding: 'windows-1252' })).texts).toEqual([['h.csv/row_000001.txt', 'Zoë']]);
});

it.each<[string, Partial<SplitOptions>, RegExp]>([
  ['a,b\nsome words 1,other words 2\n', {}, /which column/],
  ['a,b\nsome words 1,other words 2\n', { column: 'c' }, /no column "c"/],
  ['text\na', { encoding: 'klingon' }, /none called klingon/],
])('asks where it cannot know: %j', async (content, options, message) => {
  await expect(split('i.csv', content, options)).rejects.toThrow(message);
});

it('a table that is broken is passed over', async () => {
  expect((await split('j.csv', 'text\n"open')).passedOver).toMatchObject([{ why: expect.stringMatching(/line 2/) }]);
  expect((await split('j.jsonl', '{"text":"a"}\n{')).passedOver).toMatchObject([
    { why: expect.stringMatching(/line 2/) },
  ]);
});
