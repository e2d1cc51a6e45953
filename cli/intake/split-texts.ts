import { readFile } from 'node:fs/promises';
import { isProblem } from '../../shared/domain/images/image-structure.ts';
import { decodeText, TABLE } from '../../shared/domain/texts/accept-text.ts';
import { delimiterOfTable, tableRows } from '../../shared/domain/texts/table-rows.ts';
import { usageError } from '../command.ts';
import type { LocalFile } from './collect-files.ts';
import { chooseColumns, isColumnName, type TextColumns } from './text-columns.ts';

/** What one text is, where a file is no table. */
export const PER = ['file', 'paragraph', 'line'] as const;

export interface SplitOptions {
  /** The column, or the field of objects, that holds the text; undefined: the one that looks like it. */
  column?: string | undefined;
  per: (typeof PER)[number];
  /** The encoding of all files; undefined: UTF-8. */
  encoding?: string | undefined;
  /** Labels are brought beside: nobody need be told of a column of them. */
  hasLabels?: boolean;
}

/** A file that became several texts. */
export interface SplitFile {
  name: string;
  texts: number;
  /** How, for people. */
  how: string;
}

export interface SplitTexts {
  /** One a text. */
  files: LocalFile[];
  passedOver: Array<{ name: string; why: string }>;
  split: SplitFile[];
}

/**
 * Makes an object of each text: rows of tables (CSV, TSV, JSON Lines), files as they are, or their paragraphs or lines.
 * @throws CommandError for an encoding or a column that is not there
 */
export async function splitTexts(files: readonly LocalFile[], options: SplitOptions): Promise<SplitTexts> {
  const result: SplitTexts = { files: [], passedOver: [], split: [] };
  const decoder = decoderOf(options.encoding);
  for (const file of files) {
    const isTable = TABLE.test(file.name);
    if (!isTable && options.per === 'file' && !decoder) {
      result.files.push(file);
      continue;
    }
    const bytes = await readFile(file.path);
    const decoded = decoder ? { text: decoder.decode(bytes) } : decodeText(bytes);
    if (isProblem(decoded)) {
      result.passedOver.push({ name: file.name, why: decoded.reason });
      continue;
    }
    const { text } = decoded;
    if (!isTable && options.per === 'file') {
      result.files.push({ ...file, bytes: Buffer.from(text) });
      continue;
    }
    try {
      const { parts, how } = isTable ? rowsOf(file.name, text, options) : piecesOf(text, options.per);
      const named = parts.filter(({ part }) => part.trim() !== '');
      for (const { name, part } of named)
        result.files.push({ path: file.path, name: `${file.name}/${name}.txt`, bytes: Buffer.from(part) });
      result.split.push({ name: file.name, texts: named.length, how });
    } catch (error) {
      if ((error as Error).name === 'CommandError') throw error;
      result.passedOver.push({ name: file.name, why: (error as Error).message });
    }
  }
  return result;
}

interface Part {
  name: string;
  part: string;
}

function decoderOf(encoding: string | undefined): TextDecoder | undefined {
  if (encoding === undefined) return undefined;
  try {
    return new TextDecoder(encoding);
  } catch {
    throw usageError(`--encoding: there is none called ${encoding}`, 'e.g. windows-1252, utf-16le, shift_jis, gb18030');
  }
}

const numbered = (what: string, at: number) => `${what}_${String(at + 1).padStart(6, '0')}`;

function piecesOf(text: string, per: 'file' | 'paragraph' | 'line'): { parts: Part[]; how: string } {
  const between = per === 'line' ? /\r?\n|\r/ : /\r?\n[ \t]*(?:\r?\n[ \t]*)+/;
  const parts = text.split(between).map((part, at) => ({ name: numbered(per, at), part }));
  return { parts, how: `one a ${per}` };
}

function rowsOf(file: string, text: string, { column, hasLabels }: SplitOptions): { parts: Part[]; how: string } {
  const records = /\.(csv|tsv)$/i.test(file) ? recordsOfTable(text) : recordsOfLines(text);
  if (records.length === 0) throw new Error('there are no rows in it');
  const columns = chooseColumns(records, column, file);
  const ids = columns.id === undefined ? undefined : records.map((record) => safeName(record.get(columns.id!)!));
  const isNamed = ids !== undefined && new Set(ids).size === ids.length;
  const parts = records.map((record, at) => ({
    name: isNamed ? ids[at]! : numbered('row', at),
    part: record.get(columns.text) ?? '',
  }));
  return { parts, how: describe({ ...columns, ...(hasLabels && { label: undefined }) }, isNamed) };
}

/** What no key can have, or what would make folders. */
const safeName = (id: string) => id.replace(/[\p{Cc}/\\]/gu, '_').slice(0, 200);

const describe = ({ text, label }: TextColumns, isNamed: boolean) =>
  [
    `the column ${JSON.stringify(text)}`,
    isNamed ? 'named by their ids' : '',
    label === undefined ? '' : `${JSON.stringify(label)} was not read: --labels with this file brings labels`,
  ]
    .filter(Boolean)
    .join(', ');

/** Values by column; columns without a header are called by their numbers. */
function recordsOfTable(text: string): Array<Map<string, string>> {
  const rows = [...tableRows(text, delimiterOfTable(text))].map(({ cells }) => cells);
  const [first = []] = rows;
  const names = isHeader(first, rows.slice(1, 50)) ? first.map((name) => name.trim()) : undefined;
  return rows
    .slice(names ? 1 : 0)
    .map((cells) => new Map(cells.map((cell, at) => [names?.[at] ?? String(at + 1), cell])));
}

const isShortName = (cell: string) => /^[\p{L}_][^\n]{0,40}$/u.test(cell.trim());

/** A first row of different short words, one of them a column's usual name, or above cells that are none. */
const isHeader = (first: readonly string[], rows: readonly string[][]) =>
  new Set(first).size === first.length &&
  first.every(isShortName) &&
  (first.some((cell) => isColumnName(cell.trim())) || rows.some((cells) => cells.some((cell) => !isShortName(cell))));

function recordsOfLines(text: string): Array<Map<string, string>> {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw new Error(`line ${at + 1} is no JSON: ${(error as Error).message}`);
    }
    if (typeof value === 'string') return [new Map([['1', value]])];
    if (typeof value !== 'object' || value === null) throw new Error(`line ${at + 1} is no object`);
    const texts = Object.entries(value).filter(([, one]) => typeof one === 'string' || typeof one === 'number');
    return [new Map(texts.map(([name, one]) => [name, String(one)]))];
  });
}
