import { LABEL_ATTRIBUTE_NAME } from '../../../../contracts/label-attributes.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt } from '../../image-record.ts';
import type { DatasetReader, DatasetSource } from '../format.ts';
import { filesNamed } from '../glance.ts';
import { sideOfFile } from '../sides.ts';
import type { TextWithEntities } from './tagged-tokens.ts';

/** A text as a file of some tool has it; `broken` says why it has none, `bare` that nobody labeled it. */
export type FoundText =
  | ({ kind: 'entities' } & TextWithEntities)
  | { kind: 'class'; text: string; label: string }
  | { kind: 'classes'; text: string; labels: readonly string[] }
  | { kind: 'bare'; text: string }
  | { kind: 'broken'; reason: string };

/** @param line where it begins in the file, from 1 */
export type FoundAt = FoundText & { line: number };

/** Class names in the order of their first use: ids of a manifest that is made of names. */
class Names {
  readonly #ids = new Map<string, number>();

  idOf(name: string): number {
    const id = this.#ids.get(name) ?? this.#ids.size;
    this.#ids.set(name, id);
    return id;
  }
}

/**
 * A reader that makes lines of Ground Truth's manifests out of texts, which is how all the rest knows them.
 * @param name of the files
 * @param find the texts of a file
 */
export const textReader = (
  name: RegExp,
  find: (source: DatasetSource, file: string) => AsyncIterable<FoundAt> | Promise<Iterable<FoundAt>>,
): DatasetReader => ({
  async *read(source, { labels }) {
    const names = new Names();
    for (const label of labels ?? []) names.idOf(label);
    for (const file of filesNamed(source, name)) {
      const split = sideOfFile(file);
      for await (const found of await find(source, file)) {
        const record = recordOf(found, names);
        const entry: Entry =
          'kind' in record ? record : problemAt(file, found.line)('lost', 'broken-text', record.reason);
        if (entry.kind !== 'problem' && split) entry.split = split;
        yield [entry];
      }
    }
  },
});

function recordOf(found: FoundText, names: Names): ImageRecord | { reason: string } {
  if (found.kind === 'broken') return { reason: found.reason };
  const { text } = found;
  if (text.trim() === '') return { reason: 'there is no text in it' };
  const label = labelOf(found, names);
  const line = {
    source: text,
    ...(label && {
      [LABEL_ATTRIBUTE_NAME]: label.value,
      [`${LABEL_ATTRIBUTE_NAME}-metadata`]: { ...label.metadata, 'human-annotated': 'yes' },
    }),
  };
  return { ...bareRecord(text, 'other'), reason: 'a text, not an image', line };
}

function labelOf(found: Exclude<FoundText, { kind: 'broken' }>, names: Names) {
  switch (found.kind) {
    case 'bare':
      return undefined;
    case 'entities': {
      const { entities } = found;
      const used = [...new Set(entities.map(({ label }) => label))];
      return {
        value: { annotations: { entities: [...entities], labels: used.map((label) => ({ label })) } },
        metadata: { entities: entities.map(() => ({})), type: 'groundtruth/text-span' },
      };
    }
    case 'class':
      return {
        value: names.idOf(found.label),
        metadata: { 'class-name': found.label, type: 'groundtruth/text-classification' },
      };
    case 'classes': {
      const ids = found.labels.map((label) => [names.idOf(label), label] as const);
      return {
        value: ids.map(([id]) => id),
        metadata: {
          'class-map': Object.fromEntries(ids),
          'confidence-map': {},
          type: 'groundtruth/text-classification-multilabel',
        },
      };
    }
  }
}
