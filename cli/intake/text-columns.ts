import { usageError } from '../command.ts';

/** Which columns of a table say what. */
export interface TextColumns {
  text: string;
  /** Names each row: its values are there and differ. */
  id: string | undefined;
  /** Looks as if it held classes. */
  label: string | undefined;
}

type Row = ReadonlyMap<string, string>;

const TEXT = /^(text|source|sentence|content|body|document|review|comment|message|utterance|query|tweet|description)$/i;
const ID = /^(id|_id|uuid|guid|key|(doc|document|text|row|review|message)[_ -]?id)$/i;
const LABEL = /^(labels?|class|classes|categor(y|ies)|sentiment|intent|target|topics?|tags?)$/i;

/** Whether a first row's cell is what such a column is called. */
export const isColumnName = (name: string) => TEXT.test(name) || LABEL.test(name) || ID.test(name);

/**
 * The columns of a table: the one that was named, or the one that is called as texts are, or the one with the longest
 * values.
 * @throws CommandError when no column has the name, or two are as likely
 */
export function chooseColumns(rows: readonly Row[], named: string | undefined, file: string): TextColumns {
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const listed = names.map((name) => JSON.stringify(name)).join(', ');
  if (named !== undefined && !names.includes(named))
    throw usageError(`${file} has no column ${JSON.stringify(named)}`, `it has ${listed}`);
  const text = named ?? names.find((name) => TEXT.test(name)) ?? longest(rows, names, file, listed);
  const values = (name: string) => rows.map((row) => row.get(name)?.trim() ?? '');
  const isIdentity = (name: string) => {
    const all = values(name);
    return name !== text && ID.test(name) && all.every((one) => one !== '') && new Set(all).size === all.length;
  };
  return {
    text,
    id: names.find(isIdentity),
    label: names.find((name) => name !== text && LABEL.test(name)),
  };
}

/** How much longer than the next column's its values must be. */
const CLEARLY = 2;

function longest(rows: readonly Row[], names: readonly string[], file: string, listed: string): string {
  const lengths = names
    .map((name) => ({ name, mean: rows.reduce((sum, row) => sum + (row.get(name)?.length ?? 0), 0) / rows.length }))
    .sort((a, b) => b.mean - a.mean);
  const [first, second] = lengths;
  if (!first) throw usageError(`${file} has no column of texts`, 'name the file of another one');
  if (second && first.mean < CLEARLY * second.mean)
    throw usageError(`${file}: which column holds the text?`, `--column NAME; there are ${listed}`);
  return first.name;
}
