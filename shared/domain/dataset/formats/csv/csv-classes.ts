import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import { closeRecord } from '../../close-record.ts';
import { imageRef } from '../../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt } from '../../image-record.ts';
import { SeenNames } from '../../seen-names.ts';
import type { DatasetFormat, DatasetReader } from '../format.ts';
import { filesNamed, recogniseByHead } from '../glance.ts';
import { cellsOf, delimiterOf, LONGEST_ROW } from './csv-cells.ts';

const IMAGE_COLUMN = /^(img|image|file|picture|photo)s?([_ -]?(file|name|path|id))?$|^(file)?name$|^path$/i;
const LABEL_COLUMN = /^(label|class|category|categories|classe|tag|species|target)(s|es)?([_ -]?names?)?$/i;
/** Columns of boxes: such a table says where, and another reader has it. */
const BOX_COLUMN = /^(box_|x_?(min|max|1|2)|y_?(min|max|1|2)|bbox)/i;
/** Between several classes in one cell. */
const BETWEEN = /[|;]/;

/** Which columns of the table say what. */
interface Columns {
  image: number;
  /** The column that names classes. */
  label: number | undefined;
  /** Columns that are named after a class each and hold 0 or 1. */
  flags: Array<{ at: number; label: string }>;
  count: number;
}

/** @returns undefined for a header that names no column of images, or none of classes */
function columnsOf(cells: readonly string[], next: readonly string[] | undefined): Columns | undefined {
  const names = cells.map((name) => name.trim());
  const image = names.findIndex((name) => IMAGE_COLUMN.test(name));
  if (image < 0 || names.some((name) => BOX_COLUMN.test(name))) return undefined;
  const label = names.findIndex((name) => LABEL_COLUMN.test(name));
  if (label >= 0) return { image, label, flags: [], count: cells.length };
  const flags = names.flatMap((name, at) => (at === image || !isFlag(next?.[at]) ? [] : [{ at, label: name }]));
  return flags.length > 1 ? { image, label: undefined, flags, count: cells.length } : undefined;
}

const isFlag = (cell: string | undefined) => cell !== undefined && /^\s*[01](\.0)?\s*$/.test(cell);

/**
 * A table of images and their classes: a row an image, or a row for each class of it; several classes in one cell are
 * parted by `|` or `;`; or a column of 0 and 1 for each class.
 */
const csvClassesReader: DatasetReader = {
  async *read(source, { labels }) {
    for (const file of filesNamed(source, /\.csv$/i)) {
      const table = new ClassTable(file, labels);
      for await (const batch of cutLines(source.chunks(file))) {
        const lines = lineTexts(batch);
        yield lines.flatMap((text, index) => table.add(text, batch.first + index));
      }
      yield table.end();
    }
  },
};

/** Makes records of rows as they come. */
class ClassTable {
  readonly #file: string;
  readonly #labels: readonly string[] | undefined;
  readonly #seen = new SeenNames();
  #delimiter = ',';
  #header: string[] | undefined;
  #columns: Columns | undefined;
  #isBroken = false;
  #carried = '';
  #open: ImageRecord | undefined;
  #problems: Entry[] = [];

  /** @param labels class names by id, for tables that hold numbers */
  constructor(file: string, labels: readonly string[] | undefined) {
    this.#file = file;
    this.#labels = labels;
  }

  /** @returns what is settled with this line */
  add(line: string, at: number): Entry[] {
    const text = this.#carried === '' ? line : `${this.#carried}\n${line}`;
    this.#carried = '';
    if (text.trim() === '' || this.#isBroken) return [];
    this.#delimiter = this.#header ? this.#delimiter : delimiterOf(text);
    const cells = cellsOf(text, this.#delimiter);
    if (!cells && text.length < LONGEST_ROW) {
      this.#carried = text;
      return [];
    }
    if (!cells)
      return [
        problemAt(this.#file, at)('lost', 'open-quote', `a quote is opened and not closed: ${text.slice(0, 120)}`),
      ];
    if (!this.#header) {
      this.#header = cells;
      return [];
    }
    this.#columns ??= columnsOf(this.#header, cells);
    if (!this.#columns) return this.#refuse(at);
    return this.#addRow(cells, this.#columns, at, text);
  }

  end(): Entry[] {
    if (this.#header && !this.#columns && !this.#isBroken) return this.#refuse(1);
    if (this.#carried === '') return this.#close();
    const reason = `a quote is opened and never closed: ${this.#carried.slice(0, 120)}`;
    return [...this.#close(), problemAt(this.#file)('lost', 'open-quote', reason)];
  }

  #refuse(at: number): Entry[] {
    this.#isBroken = true;
    const why = `the first line names no column of images and of classes (image,label), nor a column of 0 and 1 for each class: ${this.#header!.join(', ').slice(0, 120)}`;
    return [problemAt(this.#file, at)('lost', 'no-header', why)];
  }

  #addRow(cells: readonly string[], columns: Columns, at: number, text: string): Entry[] {
    const image = imageRef((cells[columns.image] ?? '').trim());
    if (image === '')
      return [problemAt(this.#file, at)('lost', 'broken-row', `the row names no image: ${text.slice(0, 120)}`)];
    const entries: Entry[] = [];
    if (this.#open?.image !== image) {
      entries.push(...this.#close());
      if (!this.#seen.add(image)) {
        const reason =
          'rows of the same image come at two places; the later ones are a record of their own (sort the file by image)';
        entries.push(problemAt(this.#file, at)('changed', 'rows-apart', reason, image));
      }
      this.#open = bareRecord(image, 'classes');
    }
    const found = cells.length === columns.count ? this.#classesOf(cells, columns) : undefined;
    if (!found) {
      const reason = `the row has not as many cells as the first, or no class: ${text.slice(0, 120)}`;
      this.#problems.push(problemAt(this.#file, at)('lost', 'broken-row', reason, image));
    }
    const { classes } = this.#open;
    for (const label of found ?? [])
      if (!classes.some((one) => one.label === label)) classes.push({ label, confidence: undefined });
    return entries;
  }

  #classesOf(cells: readonly string[], { label, flags }: Columns): string[] | undefined {
    if (label === undefined) {
      if (!flags.every(({ at }) => isFlag(cells[at]))) return undefined;
      return flags.filter(({ at }) => Number(cells[at]) === 1).map((flag) => flag.label);
    }
    const names = cells[label]!.split(BETWEEN)
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length === 0) return undefined;
    return names.map((name) => (/^\d+$/.test(name) && this.#labels?.[Number(name)]) || name);
  }

  #close(): Entry[] {
    const open = this.#open;
    const problems = this.#problems;
    this.#open = undefined;
    this.#problems = [];
    if (!open) return [];
    if (open.classes.length === 1) open.kind = 'class';
    return closeRecord(open, problems, problemAt(this.#file));
  }
}

/** Whether the first two lines are a header and a row of such a table. */
function isClassTable(head: string): boolean {
  const [first = '', second] = head.split(/\r?\n/);
  const delimiter = delimiterOf(first);
  const cells = cellsOf(first, delimiter);
  return !!cells && !!columnsOf(cells, second === undefined ? undefined : cellsOf(second, delimiter));
}

export const csvClasses: DatasetFormat = {
  name: 'csv-classes',
  title: 'CSV of images and classes',
  recognise: (place) => recogniseByHead(place, /\.csv$/i, isClassTable),
  reader: csvClassesReader,
  sides: '',
};
