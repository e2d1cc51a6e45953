import { type LabeledText, readTextLine } from '../../../texts/text-line.ts';
import type { ImageRecord, Split } from '../../image-record.ts';
import { type DatasetTarget, type DatasetWriter, type OutputFile, splitOrTrain, type WriteOptions } from '../format.ts';
import type { TextWithEntities } from './tagged-tokens.ts';

/** What a writer of texts must say: its files, and how a text is written into one. */
export interface TextFormat {
  /** Ending of `train`, `validation` and `test`. */
  extension: string;
  before?: string;
  after?: string;
  /** Between two texts. */
  between: string;
  /** The lines of a text whose parts are labeled. */
  entities?(text: TextWithEntities, index: number): string;
  /** The lines of a text that is labeled as a whole. */
  classes?(text: Pick<LabeledText, 'text'> & { classes: string[] }, isOneOfAll: boolean, index: number): string;
}

interface Refusal {
  code: string;
  reason: string;
}

/**
 * A writer of labeled texts from Ground Truth's manifests, a file a side. Texts whose entities overlap, or lie outside
 * of the text, are left out and named: without an entity a text would teach that there is none.
 */
export const textWriter = (format: TextFormat): DatasetWriter => ({
  keeps: new Set(['other tasks', 'splits']),
  size: 'need not',
  async open(target: DatasetTarget, options: WriteOptions) {
    const sides = new Map<Split, { file: OutputFile; written: number }>();
    const openSide = async (split: Split) => {
      const file = await target.open(`${split}.${format.extension}`);
      await file.write(format.before ?? '');
      const side = { file, written: 0 };
      sides.set(split, side);
      return side;
    };
    await openSide('train');
    return {
      async add(record) {
        const split = splitOrTrain(record);
        const side = sides.get(split) ?? (await openSide(split));
        const written = writeText(format, record, side.written);
        if (typeof written !== 'string') {
          options.report({ severity: 'lost', image: record.image, ...written });
          return;
        }
        await side.file.write(`${side.written > 0 ? format.between : ''}${written}`);
        side.written += 1;
      },
      async end() {
        for (const { file } of sides.values()) {
          await file.write(format.after ?? '');
          await file.end();
        }
      },
    };
  },
});

function writeText(format: TextFormat, { line = {} }: ImageRecord, index: number): string | Refusal {
  if (typeof line.source !== 'string') return { code: 'no-text', reason: 'the line has no text of its own (source)' };
  const labeled = readTextLine(line);
  if (!labeled) return { code: 'no-text-label', reason: 'the line has no label of a text' };
  const { text, spans, classes, type } = labeled;
  if (spans) {
    if (!format.entities) return { code: 'no-place', reason: `the format has no place for ${type}` };
    return entityProblem(text, spans) ?? format.entities({ text, entities: spans }, index);
  }
  if (!format.classes) return { code: 'no-place', reason: `the format has no place for ${type}` };
  return format.classes({ text, classes: classes! }, !type.endsWith('multilabel'), index);
}

/** Why tokens cannot have the tags of these entities. @param entities by place */
function entityProblem(text: string, entities: TextWithEntities['entities']): Refusal | undefined {
  const { length } = [...text];
  const shown = ({ label, startOffset, endOffset }: TextWithEntities['entities'][number]) =>
    `${JSON.stringify(label)} from ${startOffset} to ${endOffset}`;
  for (const [at, entity] of entities.entries()) {
    const before = entities[at - 1];
    if (entity.endOffset > length || entity.startOffset >= entity.endOffset)
      return { code: 'entity-outside', reason: `${shown(entity)} is no part of a text of ${length} characters` };
    if (before && entity.startOffset < before.endOffset)
      return { code: 'overlapping-entities', reason: `${shown(entity)} overlaps ${shown(before)}` };
  }
  return undefined;
}
