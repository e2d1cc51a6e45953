import { expect, it } from '@jest/globals';
import { formats, recognise } from '../../../../../../shared/domain/dataset/formats/formats.ts';
import type { ImageRecord } from '../../../../../../shared/domain/dataset/image-record.ts';
import { readTextLine } from '../../../../../../shared/domain/texts/text-line.ts';
import { read, sourceOf, write } from '../../memory-dataset.ts';

type Entity = { label: string; startOffset: number; endOffset: number; candidate?: boolean };

const line = (source: string, ...entities: Entity[]) =>
  JSON.stringify({
    source,
    ner: { annotations: { entities: entities.map(({ candidate: _, ...entity }) => entity), labels: [] } },
    'ner-metadata': {
      entities: entities.map(({ candidate }) => ({ confidence: 0.9, ...(candidate && { candidate }) })),
      type: 'groundtruth/text-span',
      'human-annotated': 'yes',
      'creation-date': '2026-01-01T00:00:00',
    },
  });

/** The entity on these words of a text, in code points. */
function on(text: string, words: string, label: string): Entity {
  const startOffset = [...text.slice(0, text.indexOf(words))].length;
  return { label, startOffset, endOffset: startOffset + [...words].length };
}

async function writeAs(format: string, ...lines: string[]) {
  const { records } = await read(formats['ground-truth']!.reader!, sourceOf({ 'a.manifest': lines.join('\n') }));
  return write(formats[format]!.writer!, records, []);
}

const text = '👩‍🚀 Zoë flew\r\nto Le Mans-Arnage, twice.';
const entities = [
  on(text, 'Zoë', 'Person'),
  on(text, 'Le Mans', 'Place'),
  { ...on(text, 'twice', 'Count'), candidate: true },
];

it('CoNLL has a token a line, cut where an entity ends, and nothing that most workers did not see', async () => {
  const { files } = await writeAs('conll', line(text, ...entities), line('Bob.', on('Bob.', 'Bob', 'Person')));
  expect(files['train.conll']).toBe(
    [
      '👩‍ O',
      '🚀 O',
      'Zoë B-Person',
      'flew O',
      'to O',
      'Le B-Place',
      'Mans I-Place',
      '- O',
      'Arnage O',
      ', O',
      'twice O',
      '. O',
      '',
      'Bob B-Person',
      '. O',
      '',
    ].join('\n'),
  );
});

it('spaCy gets the text as it is, with places in code points', async () => {
  const { files } = await writeAs('spacy', line(text, ...entities));
  const [[written, { entities: found }]] = JSON.parse(String(files['train.json']));
  expect(written).toBe(text);
  expect(
    found.map(([start, end, label]: [number, number, string]) => [[...text].slice(start, end).join(''), label]),
  ).toEqual([
    ['Zoë', 'Person'],
    ['Le Mans', 'Place'],
  ]);
});

it('Hugging Face gets tokens and tags of one length', async () => {
  const { files } = await writeAs('hugging-face', line(text, ...entities), line('x'));
  const [first, second] = String(files['train.jsonl'])
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each));
  expect(first.tokens).toHaveLength(first.ner_tags.length);
  expect(first.ner_tags.filter((tag: string) => tag !== 'O')).toEqual(['B-Person', 'B-Place', 'I-Place']);
  expect(second).toEqual({ id: '1', tokens: ['x'], ner_tags: ['O'] });
});

it.each(['conll', 'spacy', 'hugging-face'])('%s leaves out what it cannot say, and names it', async (format) => {
  const { problems } = await writeAs(
    format,
    line('New York Times', on('New York Times', 'New York', 'Place'), on('New York Times', 'York Times', 'Paper')),
    line('short', { label: 'Place', startOffset: 3, endOffset: 9 }),
  );
  expect(problems).toMatchObject([
    { severity: 'lost', code: 'overlapping-entities' },
    { severity: 'lost', code: 'entity-outside' },
  ]);
});

const ofClass = (source: string, ...names: string[]) =>
  JSON.stringify({
    source,
    topic: names.length === 1 ? 0 : [0, 1],
    'topic-metadata':
      names.length === 1
        ? { 'class-name': names[0], type: 'groundtruth/text-classification' }
        : {
            'class-map': Object.fromEntries(names.map((name, id) => [id, name])),
            'confidence-map': {},
            type: 'groundtruth/text-classification-multilabel',
          },
  });

const labelsOfLines = (records: ImageRecord[]) =>
  records.map(({ line }) => {
    const { text: own, spans, classes } = readTextLine(line!)!;
    return [own, spans?.map(({ confidence: _, ...span }) => span) ?? classes];
  });

it.each<[string, string, string[]]>([
  ['spacy', 'train.json', [line(text, entities[0]!, entities[1]!), line('x y', on('x y', 'y', 'Place'))]],
  ['hugging-face', 'train.jsonl', [ofClass('a "b",\r\nc', 'News'), ofClass('d', 'News', 'Sport')]],
  ['text-csv', 'train.csv', [ofClass('a "b",\r\nc', 'News'), ofClass('d', 'News')]],
  ['text-csv', 'train.csv', [ofClass('a "b",\r\nc', 'News', 'Sport')]],
  ['conll', 'train.conll', [line('Bob left New York', on('Bob left New York', 'New York', 'Place'))]],
])('%s is read as it was written', async (format, file, lines) => {
  const { files } = await writeAs(format, ...lines);
  const { records, problems } = await read(formats[format]!.reader!, sourceOf({ [file]: files[file]! }));
  const { records: before } = await read(
    formats['ground-truth']!.reader!,
    sourceOf({ 'a.manifest': lines.join('\n') }),
  );
  expect(problems).toEqual([]);
  expect(labelsOfLines(records)).toEqual(labelsOfLines(before));
});

it.each<[string, string, unknown]>([
  ['doccano', '{"text":"Bob 🚀 left","label":[[0,3,"P"]]}', [{ label: 'P', startOffset: 0, endOffset: 3 }]],
  [
    'Prodigy',
    '{"text":"Bob","spans":[{"start":0,"end":3,"label":"P"}]}',
    [{ label: 'P', startOffset: 0, endOffset: 3 }],
  ],
  [
    'tokens in IOBES',
    '{"tokens":["New","York","and","Graz"],"tags":["B-L","E-L","O","S-L"]}',
    [
      { label: 'L', startOffset: 0, endOffset: 8 },
      { label: 'L', startOffset: 13, endOffset: 17 },
    ],
  ],
])('JSON Lines of %s are read', async (_, content, expected) => {
  const { records } = await read(formats['hugging-face']!.reader!, sourceOf({ 'a.jsonl': content }));
  expect(labelsOfLines(records)[0]![1]).toEqual(expected);
});

it.each([
  ['{"text":"Bob","entities":[[0,9,"P"]]}', /no part of a text of 3/],
  ['{"tokens":["a"],"ner_tags":[3]}', /numbers need the list/],
  ['{"text":"a","label":1}', /write the class's name/],
  ['{"title":"a"}', /neither "text" nor "tokens"/],
  ['{', /JSON/],
])('a line that says nothing usable is named: %s', async (content, reason) => {
  const { problems } = await read(formats['hugging-face']!.reader!, sourceOf({ 'a.jsonl': content }));
  expect(problems).toMatchObject([{ severity: 'lost', line: 1, reason: expect.stringMatching(reason) }]);
});

it('each side has a file of its own', async () => {
  const sides = sourceOf({ 'train.manifest': ofClass('a', 'News'), 'validation.manifest': ofClass('b', 'News') });
  const { records } = await read(formats['ground-truth']!.reader!, sides);
  const { files } = await write(formats['text-csv']!.writer!, records, []);
  expect(files).toMatchObject({
    'train.csv': 'text,label\r\n"a","News"\r\n',
    'validation.csv': 'text,label\r\n"b","News"\r\n',
  });
});

it.each([
  ['a.conll', 'Bob B-P\n', 'conll'],
  ['a.json', '[["Bob", {"entities": []}]]', 'spacy'],
  ['a.jsonl', '{"text": "Bob", "label": "P"}', 'hugging-face'],
  ['a.csv', 'text,label\nBob,P', 'text-csv'],
  ['a.jsonl', '{"source": "Bob"}', 'ground-truth'],
  ['a.csv', 'image,label\nBob.jpg,P', 'csv-classes'],
])('%s with %j shows that it is %s', async (file, content, name) => {
  const found = await recognise({ files: [file], head: async () => content });
  expect(found?.name).toBe(name);
});
