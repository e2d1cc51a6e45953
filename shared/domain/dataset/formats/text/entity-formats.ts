import type { DatasetFormat } from '../format.ts';
import { entityWriter, taggedTokens } from './entity-writer.ts';

/** Two columns, a blank line between two texts: Tjong Kim Sang and De Meulder, CoNLL-2003, with IOB2 tags. */
export const conllWriter = entityWriter({
  file: 'train.conll',
  between: '\n',
  write: (text) =>
    taggedTokens(text)
      .map(({ token, tag }) => `${token} ${tag}\n`)
      .join(''),
});

/** A list of texts with `entities`, as spaCy's converters and examples read it; Python counts code points too. */
export const spacyWriter = entityWriter({
  file: 'train.json',
  before: '[\n',
  between: ',\n',
  after: '\n]\n',
  write: ({ text, entities }) =>
    JSON.stringify([
      text,
      { entities: entities.map(({ startOffset, endOffset, label }) => [startOffset, endOffset, label]) },
    ]),
});

/** A JSON object a line, as `datasets.load_dataset('json', …)` reads it. */
export const huggingFaceWriter = entityWriter({
  file: 'train.jsonl',
  between: '',
  write(text, index) {
    const tagged = taggedTokens(text);
    const tokens = tagged.map(({ token }) => token);
    return `${JSON.stringify({ id: String(index), tokens, ner_tags: tagged.map(({ tag }) => tag) })}\n`;
  },
});

export const conll: DatasetFormat = { name: 'conll', title: 'CoNLL (entities)', writer: conllWriter, sides: '' };
export const spacy: DatasetFormat = { name: 'spacy', title: 'spaCy JSON (entities)', writer: spacyWriter, sides: '' };
export const huggingFace: DatasetFormat = {
  name: 'hugging-face',
  title: 'Hugging Face JSON Lines (entities)',
  writer: huggingFaceWriter,
  sides: '',
};
