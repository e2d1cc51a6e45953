import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ClassIds } from '../../shared/domain/dataset/class-ids.ts';
import { type ClassMap, classMap, readLabelCategories, sortedClassMap } from '../../shared/domain/dataset/class-map.ts';
import type { DatasetReader, ReadOptions } from '../../shared/domain/dataset/formats/format.ts';
import { formats } from '../../shared/domain/dataset/formats/formats.ts';
import { type Entry, labelsOf, problemAt } from '../../shared/domain/dataset/image-record.ts';
import { CommandError, exitCodes } from '../command.ts';
import { type OpenedSource, openSource } from './files/open-source.ts';
import { recogniseFormat } from './recognise-format.ts';

/** Options of every subcommand that reads a dataset. */
export interface InputOptions {
  from?: string | undefined;
  attribute?: string | undefined;
  labels?: string | undefined;
  'label-categories'?: string | undefined;
  images?: string | undefined;
}

/** A dataset that can be read, as often as needed. */
export interface DatasetInput {
  where: string;
  format: string;
  source: OpenedSource;
  reader: DatasetReader;
  readOptions: ReadOptions;
  /** @param classIds is told the class ids that lines carry, by readers that find them there */
  entries(classIds?: ClassIds): AsyncIterable<Entry[]>;
}

/** @throws CommandError for a source that is not there, shows no format or has broken class options */
export async function openInput(where: string | undefined, options: InputOptions): Promise<DatasetInput> {
  if (where === undefined)
    throw new CommandError('which dataset?', {
      todo: 'name a file, a folder or s3://bucket/key',
      exitCode: exitCodes.usage,
    });
  const source = await openSource(where, options.images);
  const format = await recogniseFormat(source, options.from, where);
  const reader = formats[format]!.reader!;
  const labels = (await labelsFromOutside(options))?.labels ?? (await listOfOwn(source));
  const readOptions: ReadOptions = { attribute: options.attribute, labels };
  const entries = (classIds?: ClassIds) =>
    withWord(reader.read(source, { ...readOptions, ...(classIds && { classIds }) }), where, format);
  return { where, format, source, reader, readOptions, entries };
}

/** A source that was named and gives nothing is never a success: somebody would train on nothing. */
async function* withWord(entries: AsyncIterable<Entry[]>, where: string, format: string): AsyncGenerator<Entry[]> {
  let isEmpty = true;
  for await (const batch of entries) {
    isEmpty &&= !batch.some(({ kind }) => kind !== 'problem');
    yield batch;
  }
  if (isEmpty)
    yield [
      problemAt(where)('lost', 'no-images', `nothing in it could be read as ${format}: --from names another format`),
    ];
}

/** The list that a conversion of ours left in the folder. */
async function listOfOwn(source: OpenedSource): Promise<readonly string[] | undefined> {
  const own = await source.ownClasses();
  return own === undefined ? undefined : readLabelCategories(own, "the folder's class list");
}

/** The class list of `--labels` or `--label-categories`. */
async function labelsFromOutside(options: InputOptions): Promise<ClassMap | undefined> {
  if (options.labels !== undefined)
    return classMap(
      // A blank behind a name may be the name's own; one in front is how people write lists.
      options.labels.split(',').map((label) => (label.startsWith(' ') ? label.trim() : label)),
      'given',
    );
  const file = options['label-categories'];
  if (file === undefined) return undefined;
  const text = await readCategories(file);
  if (text === undefined) throw new CommandError(`there is no label category file ${file}`);
  return classMap(readLabelCategories(text, file), 'categories');
}

async function readCategories(file: string): Promise<string | undefined> {
  if (!file.startsWith('s3://')) return readFile(file, 'utf8').catch(() => undefined);
  const source = await openSource(file, undefined);
  return source.text(basename(file));
}

/**
 * The class ids of a conversion: from outside, else from the source's own order, else by sorted names, which the caller
 * must say aloud.
 * @param inputs several datasets share one class list
 */
export async function decideClasses(inputs: readonly DatasetInput[], options: InputOptions): Promise<ClassMap> {
  return readable(await findClasses(inputs, options), inputs);
}

/** The class ids that need no look at the records; undefined when only those say which classes there are. */
export async function findGivenClasses(
  [input]: readonly [DatasetInput],
  options: InputOptions,
): Promise<ClassMap | undefined> {
  const given = (await labelsFromOutside(options)) ?? (await ownClasses(input, !input.reader.carriesClassIds));
  return given && readable(given, [input]);
}

/** @throws CommandError for names that were read in the wrong encoding */
export function readable(classes: ClassMap, inputs: readonly DatasetInput[]): ClassMap {
  const garbled = classes.labels.find((label) => label.includes('\uFFFD'));
  if (garbled !== undefined)
    throw new CommandError(`the class ${JSON.stringify(garbled)} has characters that cannot be read`, {
      where: inputs.map(({ where }) => where).join(', '),
      why: 'the file is not UTF-8 text, and does not say what else it is',
      todo: 'save it as UTF-8',
    });
  return classes;
}

async function findClasses(inputs: readonly DatasetInput[], options: InputOptions): Promise<ClassMap> {
  const given = await labelsFromOutside(options);
  if (given) return given;
  const [first, ...others] = inputs;
  const own = first && (await ownClasses(first));
  if (own && others.length === 0) return own;
  const names = new Set<string>();
  for (const input of inputs)
    for await (const batch of input.entries())
      for (const entry of batch) if (entry.kind !== 'problem') for (const label of labelsOf(entry)) names.add(label);
  const sorted = sortedClassMap(names);
  // The first dataset's ids stand; what the others bring comes behind them.
  return own ? classMap([...new Set([...own.labels, ...sorted.labels])], own.origin) : sorted;
}

/** @param mayRead the source itself may be asked */
async function ownClasses(input: DatasetInput, mayRead = true): Promise<ClassMap | undefined> {
  const { reader, source, readOptions } = input;
  const own = (await categoriesBeside(input)) ?? (mayRead ? await reader.classes?.(source, readOptions) : undefined);
  return own && classMap(own.labels, own.origin);
}

/**
 * The list that a conversion of ours left, or the job's: Ground Truth's console keeps it two folders above the output
 * manifest.
 */
async function categoriesBeside({ where, format, source }: DatasetInput) {
  const own = await listOfOwn(source);
  if (own) return { labels: own, origin: 'categories' as const };
  const job = /^(.*)manifests\/output\/output\.manifest$/.exec(where.replaceAll('\\', '/'))?.[1];
  if (format !== 'ground-truth' || job === undefined) return undefined;
  const file = `${job}annotation-tool/data.json`;
  const text = await readCategories(file).catch(() => undefined);
  return text === undefined ? undefined : { labels: readLabelCategories(text, file), origin: 'categories' as const };
}

/** Names that a comma-separated list can say. */
const adviceFor = (labels: readonly string[]) =>
  labels.some((label) => label.includes(',') || label.startsWith(' '))
    ? ''
    : `--labels ${labels.some((label) => /[^\w,.-]/.test(label)) ? `'${labels.join(',')}'` : labels.join(',')} or `;

/** How the class list came to be, for people; sorted names are a warning. */
export function describeClasses({ labels, origin }: ClassMap): string {
  const list = labels.map((label, id) => `${id} ${label}`).join(', ') || 'none';
  if (labels.length === 0) return 'no classes';
  if (origin !== 'sorted')
    return `classes (${origin === 'given' ? 'given' : origin === 'categories' ? 'label category file' : "the source's own order"}): ${list}`;
  return `CLASS IDS ARE BY SORTED NAME, because nothing gave an order; they change when a name is added. Freeze them: ${adviceFor(labels)}--label-categories FILE. Classes: ${list}`;
}
