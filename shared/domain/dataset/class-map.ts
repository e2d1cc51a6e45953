import { InvalidDocumentError } from '../../errors.ts';

/** Where the order of the classes comes from. `sorted`: nothing gave one; the ids hold for this one conversion only. */
export type ClassOrigin = 'given' | 'categories' | 'source' | 'sorted';

/** Class ids = positions. Never an order of appearance: that changes with every new image. */
export interface ClassMap {
  labels: readonly string[];
  ids: ReadonlyMap<string, number>;
  origin: ClassOrigin;
}

/** @throws InvalidDocumentError when a name is empty or comes twice */
export function classMap(labels: readonly string[], origin: ClassOrigin): ClassMap {
  const ids = new Map(labels.map((label, id) => [label, id]));
  if (ids.size < labels.length) {
    const twice = labels.find((label, id) => ids.get(label) !== id);
    throw new InvalidDocumentError(`the label ${JSON.stringify(twice)} is in the class list twice`);
  }
  if (ids.has('')) throw new InvalidDocumentError('a label of the class list has no name');
  return { labels, ids, origin };
}

/** Ids from names alone: in the order of their code units, which is the same on every machine. */
export const sortedClassMap = (names: Iterable<string>) =>
  classMap(
    [...new Set(names)].filter((name) => name !== '').sort((a, b) => (a < b ? -1 : 1)),
    'sorted',
  );

/**
 * The class list after labels were added behind its end.
 * @throws InvalidDocumentError when `wanted` moves, renames or drops a class: every id ever given would change its
 *   meaning
 */
export function extendClasses(frozen: readonly string[], wanted: readonly string[]): readonly string[] {
  const at = frozen.findIndex((label, id) => wanted[id] !== label);
  if (at >= 0)
    throw new InvalidDocumentError(
      `class ${at} is ${JSON.stringify(frozen[at])} and cannot become ${JSON.stringify(wanted[at] ?? 'nothing')}; ` +
        'classes are only ever added behind the last one',
    );
  return classMap(wanted, 'given').labels;
}

/**
 * The class order of a label category file: Ground Truth's `{"labels": [{"label": …}]}` (also the console's
 * `annotation-tool/data.json`), a JSON array of names, or one name a line.
 * @throws InvalidDocumentError
 */
export function readLabelCategories(text: string, what: string): string[] {
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (!/^[[{]/.test(plain)) return plain.split(/\r?\n/).filter((line) => line.trim() !== '');
  let document: unknown;
  try {
    document = JSON.parse(plain);
  } catch (cause) {
    throw new InvalidDocumentError(`${what} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const list = Array.isArray(document) ? document : (document as { labels?: unknown }).labels;
  const names = Array.isArray(list)
    ? list.map((item) => (typeof item === 'string' ? item : (item as { label?: unknown } | null)?.label))
    : [];
  if (names.length === 0 || !names.every((name) => typeof name === 'string'))
    throw new InvalidDocumentError(`${what} is no label category file: it needs "labels": [{"label": "…"}, …]`);
  return names;
}
