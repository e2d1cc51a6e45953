import { delimiterOfTable, tableRows } from '../../../texts/table-rows.ts';
import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import type { DatasetFormat, DatasetSource } from '../format.ts';
import { headsOf, recogniseByHead } from '../glance.ts';
import { readLabeledObject } from './labeled-object.ts';
import { taggedTokens, textOfTokens } from './tagged-tokens.ts';
import { type FoundAt, type FoundText, textReader } from './text-reader.ts';
import { textWriter } from './text-writer.ts';

const SIDES = 'a file a side (`train.conll`, `validation.json`)';

async function* linesOf(source: DatasetSource, file: string): AsyncGenerator<{ text: string; line: number }> {
  for await (const batch of cutLines(source.chunks(file))) {
    let line = batch.first;
    for (const text of lineTexts(batch)) yield { text: text.replace(/^\uFEFF/, ''), line: line++ };
  }
}

/** Two columns, a blank line between two texts: Tjong Kim Sang and De Meulder, CoNLL-2003, with IOB2 tags. */
export const conllWriter = textWriter({
  extension: 'conll',
  between: '\n',
  entities: (text) =>
    taggedTokens(text)
      .map(({ token, tag }) => `${token} ${tag}\n`)
      .join(''),
});

const CONLL = /\.(conll|conll03|bio|iob2?|iobes)$/i;

/** First column: the token, last: its tag. */
async function* conllTexts(source: DatasetSource, file: string): AsyncGenerator<FoundAt> {
  let tokens: Array<{ token: string; tag: string }> = [];
  let first = 1;
  const finish = function* (): Generator<FoundAt> {
    if (tokens.length === 0) return;
    const read = textOfTokens(tokens);
    tokens = [];
    yield read
      ? { kind: 'entities', ...read, line: first }
      : { kind: 'broken', reason: 'a tag is none of O, B-…, I-…', line: first };
  };
  for await (const { text, line } of linesOf(source, file)) {
    const columns = text.trim().split(/\s+/);
    if (text.trim() === '' || columns[0] === '-DOCSTART-') {
      yield* finish();
      continue;
    }
    if (tokens.length === 0) first = line;
    tokens.push({ token: columns[0]!, tag: columns.length > 1 ? columns.at(-1)! : '' });
  }
  yield* finish();
}

export const conll: DatasetFormat = {
  name: 'conll',
  title: 'CoNLL (entities)',
  recognise: ({ files }) => Promise.resolve(files.some((file) => CONLL.test(file)) ? 'surely' : 'no'),
  reader: textReader(CONLL, conllTexts),
  writer: conllWriter,
  sides: SIDES,
};

/** A list of texts with `entities`, as spaCy's converters and examples read it; Python counts code points too. */
export const spacyWriter = textWriter({
  extension: 'json',
  before: '[\n',
  between: ',\n',
  after: '\n]\n',
  entities: ({ text, entities }) =>
    JSON.stringify([
      text,
      { entities: entities.map(({ startOffset, endOffset, label }) => [startOffset, endOffset, label]) },
    ]),
});

async function spacyTexts(source: DatasetSource, file: string): Promise<FoundAt[]> {
  try {
    const listed: unknown = JSON.parse((await source.text(file))?.replace(/^\uFEFF/, '') ?? '');
    if (Array.isArray(listed)) return listed.map((one) => ({ ...readLabeledObject(one), line: 1 }));
    return [{ kind: 'broken', reason: 'the file is no list of texts', line: 1 }];
  } catch (error) {
    return [{ kind: 'broken', reason: (error as Error).message, line: 1 }];
  }
}

const SPACY_HEAD = /^\s*\[\s*(\[\s*"(?:[^"\\]|\\.)*"\s*,\s*\{\s*"(entities|cats)"|\{\s*"(text|tokens)")/s;

export const spacy: DatasetFormat = {
  name: 'spacy',
  title: 'spaCy JSON (entities)',
  recognise: (place) => recogniseByHead(place, /\.json$/i, (head) => SPACY_HEAD.test(head)),
  reader: textReader(/\.json$/i, spacyTexts),
  writer: spacyWriter,
  sides: SIDES,
};

/** A JSON object a line, as `datasets.load_dataset('json', …)` reads it. */
export const huggingFaceWriter = textWriter({
  extension: 'jsonl',
  between: '',
  entities(text, index) {
    const tagged = taggedTokens(text);
    const tokens = tagged.map(({ token }) => token);
    return `${JSON.stringify({ id: String(index), tokens, ner_tags: tagged.map(({ tag }) => tag) })}\n`;
  },
  classes: ({ text, classes }, isOneOfAll, index) =>
    `${JSON.stringify({ id: String(index), text, ...(isOneOfAll ? { label: classes[0] } : { labels: classes }) })}\n`,
});

const JSON_LINES = /\.(jsonl|ndjson)$/i;

async function* objectTexts(source: DatasetSource, file: string): AsyncGenerator<FoundAt> {
  for await (const { text, line } of linesOf(source, file)) {
    if (text.trim() === '') continue;
    try {
      yield { ...readLabeledObject(JSON.parse(text)), line };
    } catch (error) {
      yield { kind: 'broken', reason: (error as Error).message, line };
    }
  }
}

export const huggingFace: DatasetFormat = {
  name: 'hugging-face',
  title: 'Hugging Face JSON Lines (texts)',
  // A manifest's `source` and `source-ref` are Ground Truth's.
  recognise: async (place) =>
    (await headsOf(place, JSON_LINES)).some(
      (head) => /^\s*\{[^\n]*"(text|tokens)"\s*:/.test(head) && !/^\s*\{[^\n]*"source(-ref)?"\s*:/.test(head),
    )
      ? 'surely'
      : 'no',
  reader: textReader(JSON_LINES, objectTexts),
  writer: huggingFaceWriter,
  sides: SIDES,
};

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
/** Between several classes in one cell. */
const BETWEEN = '|';

/** A row a text: RFC 4180, with a header. */
export const textCsvWriter = textWriter({
  extension: 'csv',
  before: 'text,label\r\n',
  between: '',
  classes: ({ text, classes }) => `${quoted(text)},${quoted(classes.join(BETWEEN))}\r\n`,
});

const TABLE = /\.(csv|tsv)$/i;
const TEXT_COLUMN = /^(text|sentence|content|body|document|review|comment|message|utterance|query|tweet)$/i;
const LABEL_COLUMN = /^(label|class|category|sentiment|intent|target|topic)$/i;
const LABELS_COLUMN = /^(labels|classes|categories|tags|topics)$/i;

function textColumns(cells: readonly string[]) {
  const at = (column: RegExp) => cells.findIndex((name) => column.test(name.trim()));
  const isSeveral = at(LABEL_COLUMN) < 0;
  const label = isSeveral ? at(LABELS_COLUMN) : at(LABEL_COLUMN);
  return at(TEXT_COLUMN) < 0 || label < 0 ? undefined : { text: at(TEXT_COLUMN), label, isSeveral };
}

/** The cells of the first line that is there of a table. */
const headerOf = (head: string) =>
  tableRows(head.slice(0, head.search(/\r?\n|$/)), delimiterOfTable(head)).next().value;

async function rowTexts(source: DatasetSource, file: string): Promise<FoundAt[]> {
  const found: FoundAt[] = [];
  try {
    const text = (await source.text(file)) ?? '';
    let columns: ReturnType<typeof textColumns>;
    for (const { cells, line } of tableRows(text, delimiterOfTable(text))) {
      if (columns) {
        found.push({ ...textOfRow(cells, columns), line });
        continue;
      }
      columns = textColumns(cells);
      if (!columns) return [{ kind: 'broken', reason: 'its header names no column of texts and of labels', line }];
    }
  } catch (error) {
    found.push({ kind: 'broken', reason: (error as Error).message, line: 1 });
  }
  return found;
}

function textOfRow(cells: readonly string[], columns: NonNullable<ReturnType<typeof textColumns>>): FoundText {
  const [text, label] = [cells[columns.text], cells[columns.label]?.trim()];
  if (text === undefined || label === undefined) return { kind: 'broken', reason: 'the row has too few cells' };
  if (label === '' && !columns.isSeveral) return { kind: 'bare', text };
  if (!columns.isSeveral && !label.includes(BETWEEN)) return { kind: 'class', text, label };
  return { kind: 'classes', text, labels: label.split(BETWEEN).flatMap((one) => one.trim() || []) };
}

export const textCsv: DatasetFormat = {
  name: 'text-csv',
  title: 'CSV of texts and classes',
  recognise: (place) => recogniseByHead(place, TABLE, (head) => textColumns(headerOf(head)?.cells ?? []) !== undefined),
  reader: textReader(TABLE, rowTexts),
  writer: textCsvWriter,
  sides: SIDES,
};
