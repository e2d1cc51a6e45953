import { entityLabelSchema } from '../../../../contracts/label-values.ts';
import type { ImageRecord } from '../../image-record.ts';
import type { DatasetTarget, DatasetWriter, OutputFile, WriteOptions } from '../format.ts';

/** A text and the parts of it that are labeled; offsets in Unicode code points, the end exclusive. */
export interface TextWithEntities {
  text: string;
  /** By place; no two overlap. */
  entities: Array<{ label: string; startOffset: number; endOffset: number }>;
}

/** What a writer of texts must say: the file, and how a text is written into it. */
export interface TextFormat {
  file: string;
  before?: string;
  after?: string;
  /** Between two texts. */
  between: string;
  write(text: TextWithEntities, index: number): string;
}

/**
 * A writer of named entities from Ground Truth's manifests (`groundtruth/text-span`). Texts whose entities overlap, or
 * lie outside of the text, are left out and named: without an entity a text would teach that there is none.
 */
export const entityWriter = (format: TextFormat): DatasetWriter => ({
  keeps: new Set(['other tasks']),
  size: 'need not',
  async open(target: DatasetTarget, options: WriteOptions) {
    const file: OutputFile = await target.open(format.file);
    await file.write(format.before ?? '');
    let written = 0;
    return {
      add(record) {
        const text = readEntities(record);
        if ('problem' in text) {
          options.report({ severity: 'lost', code: text.code, image: record.image, reason: text.problem });
          return undefined;
        }
        const line = `${written > 0 ? format.between : ''}${format.write(text, written)}`;
        written += 1;
        return file.write(line);
      },
      async end() {
        await file.write(format.after ?? '');
        await file.end();
      },
    };
  },
});

/** The text of a line and its newest entities, those left out that most workers did not see. */
function readEntities({ line = {} }: ImageRecord): TextWithEntities | { code: string; problem: string } {
  const { source } = line;
  if (typeof source !== 'string') return { code: 'no-text', problem: 'the line has no text of its own (source)' };
  const labeled = Object.entries(line).flatMap(([name, value]) => {
    const metadata = line[`${name}-metadata`] as
      | { type?: unknown; 'creation-date'?: unknown; entities?: Array<{ candidate?: unknown }> }
      | undefined;
    const label = entityLabelSchema.safeParse(value);
    if (metadata?.type !== 'groundtruth/text-span' || !label.success) return [];
    const { entities } = label.data.annotations;
    const agreed = entities.filter((_, at) => metadata.entities?.[at]?.candidate !== true);
    return [{ entities: agreed, at: String(metadata['creation-date'] ?? '') }];
  });
  const [newest] = labeled.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  if (!newest) return { code: 'no-entities', problem: 'the line has no label of type groundtruth/text-span' };
  const entities = newest.entities.sort((a, b) => a.startOffset - b.startOffset || a.endOffset - b.endOffset);
  const { length } = [...source];
  const shown = ({ label, startOffset, endOffset }: TextWithEntities['entities'][number]) =>
    `${JSON.stringify(label)} from ${startOffset} to ${endOffset}`;
  for (const [at, entity] of entities.entries()) {
    const before = entities[at - 1];
    if (entity.endOffset > length || entity.startOffset >= entity.endOffset)
      return { code: 'entity-outside', problem: `${shown(entity)} is no part of a text of ${length} characters` };
    if (before && entity.startOffset < before.endOffset)
      return { code: 'overlapping-entities', problem: `${shown(entity)} overlaps ${shown(before)}` };
  }
  return { text: source, entities };
}

/** A token and its tag: `B-` where an entity begins, `I-` where it goes on, `O` outside. */
export interface TaggedToken {
  token: string;
  tag: string;
}

/**
 * Words, numbers and single other signs, in the IOB2 scheme. A token ends where an entity does, so that none is lost.
 */
export function taggedTokens({ text, entities }: TextWithEntities): TaggedToken[] {
  const characters = [...text];
  const tokens: TaggedToken[] = [];
  let next = 0;
  let at = 0;
  while (at < characters.length) {
    while (entities[next] && entities[next]!.endOffset <= at) next += 1;
    const entity = entities[next];
    const isInside = entity !== undefined && entity.startOffset <= at;
    if (/\s/u.test(characters[at]!)) {
      at += 1;
      continue;
    }
    const limit = isInside ? entity.endOffset : (entity?.startOffset ?? characters.length);
    let end = at + 1;
    if (WORD.test(characters[at]!)) while (end < limit && WORD.test(characters[end]!)) end += 1;
    else while (end < limit && MARK.test(characters[end]!)) end += 1;
    const begins = isInside && characters.slice(entity.startOffset, at).every((each) => /\s/u.test(each));
    tokens.push({
      token: characters.slice(at, end).join(''),
      tag: isInside ? `${begins ? 'B' : 'I'}-${entity.label}` : 'O',
    });
    at = end;
  }
  return tokens;
}

const WORD = /^[\p{L}\p{N}\p{M}_]$/u;
/** What belongs to the sign before it: accents, the joiners and shades of emoji. */
const MARK = /^(?:\p{M}|\p{Emoji_Modifier}|\u200D)$/u;
