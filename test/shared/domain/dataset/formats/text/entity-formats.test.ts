import { expect, it } from '@jest/globals';
import { formats } from '../../../../../../shared/domain/dataset/formats/formats.ts';
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
