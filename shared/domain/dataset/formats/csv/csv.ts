import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import { TextBytes } from '../../bytes/text-bytes.ts';
import { closeRecord } from '../../close-record.ts';
import { baseName, ImageNames, imageRef } from '../../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt } from '../../image-record.ts';
import { SeenNames } from '../../seen-names.ts';
import type { DatasetFormat, DatasetReader, DatasetWriter, ReadOptions } from '../format.ts';
import { filesNamed } from '../glance.ts';
import { cellsOf, delimiterOf, LONGEST_ROW } from './csv-cells.ts';

const COLUMNS = [
  'img_file',
  'category',
  'box_left',
  'box_top',
  'box_height',
  'box_width',
  'img_width',
  'img_height',
] as const;
type Column = (typeof COLUMNS)[number];

/**
 * The `annot.csv` of AWS's YOLO post: a row for each box, columns by name, height before width. Rows of one image
 * follow each other. Spreadsheets of some countries write semicolons, and commas in numbers; tabs are taken too.
 * @see
 *   https://aws.amazon.com/blogs/machine-learning/streamlining-data-labeling-for-yolo-object-detection-in-amazon-sagemaker-ground-truth/
 */
export const csvReader: DatasetReader = {
  async *read(source, _options: ReadOptions) {
    for (const file of filesNamed(source, /\.csv$/i)) {
      const seen = new SeenNames();
      let columns: Record<Column, number> | undefined;
      let open: ImageRecord | undefined;
      let problems: Entry[] = [];
      let carried = '';
      let delimiter = ',';
      let cellCount = 0;
      for await (const batch of cutLines(source.chunks(file))) {
        const lines = lineTexts(batch);
        const entries: Entry[] = [];
        for (let index = 0; index < lines.length; index++) {
          const line = batch.first + index;
          const problem = (...found: Parameters<ReturnType<typeof problemAt>>) =>
            entries.push(problemAt(file, line)(...found));
          const text = carried === '' ? lines[index]! : `${carried}\n${lines[index]}`;
          carried = '';
          if (text === '') continue;
          if (!columns) delimiter = delimiterOf(text);
          const cells = cellsOf(text, delimiter);
          if (!cells && text.length < LONGEST_ROW) {
            carried = text;
            continue;
          }
          if (!cells) {
            problem('lost', 'open-quote', `a quote is opened and not closed in so many lines: ${text.slice(0, 120)}`);
            continue;
          }
          if (!columns) {
            cellCount = cells.length;
            columns = columnPlaces(cells);
            const missing = COLUMNS.filter((name) => columns![name] < 0);
            if (missing.length === 0) continue;
            problem(
              'lost',
              'no-header',
              `the first line does not name ${missing.join(', ')}; without them no row can be read`,
            );
            yield entries;
            return;
          }
          const image = imageRef(cells[columns.img_file] ?? '');
          const [left, top, height, width, imageWidth, imageHeight] = COLUMNS.slice(2).map((name) => {
            const cell = cells[columns![name]];
            return cell === undefined || cell.trim() === ''
              ? Number.NaN
              : Number(delimiter === ';' ? cell.replace(',', '.') : cell);
          }) as [number, number, number, number, number, number];
          const label = cells[columns.category];
          const isBroken =
            cells.length !== cellCount || !label?.trim() || ![left, top, width, height].every(Number.isFinite);
          if (image === '') {
            problem('lost', 'broken-row', `the row names no image: ${text.slice(0, 120)}`);
            continue;
          }
          if (open?.image !== image) {
            if (open) entries.push(...closeRecord(open, problems, problemAt(file)));
            problems = [];
            if (!seen.add(image))
              problem(
                'changed',
                'rows-apart',
                'rows of the same image come at two places; the later ones are a record of their own (sort the file by img_file)',
                image,
              );
            open = bareRecord(image, 'shapes');
            if (imageWidth > 0 && imageHeight > 0) {
              open.width = imageWidth;
              open.height = imageHeight;
            }
          }
          if (!isBroken) open.shapes.push({ label: label!, left, top, width, height, confidence: undefined });
          else {
            const reason = `the row has no category, no box in numbers, or not as many cells as the first: ${text.slice(0, 120)}`;
            problems.push(problemAt(file, line)('lost', 'broken-row', reason, image));
          }
        }
        yield entries;
      }
      const last = open ? closeRecord(open, problems, problemAt(file)) : [];
      if (carried !== '')
        last.push(
          problemAt(file)('lost', 'open-quote', `a quote is opened and never closed: ${carried.slice(0, 120)}`),
        );
      yield last;
    }
  },
};

const columnPlaces = (cells: readonly string[]) =>
  Object.fromEntries(COLUMNS.map((name) => [name, cells.indexOf(name)])) as Record<Column, number>;

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvWriter: DatasetWriter = {
  keeps: new Set(['boxes']),
  size: 'should',
  async open(target, { classes, report }) {
    const out = new TextBytes();
    const file = await target.open('annot.csv');
    const seen = new SeenNames();
    const names = new ImageNames();
    const categories = new Map(classes.labels.map((label) => [label, `${cell(label)},`]));
    await file.write(`${COLUMNS.join(',')}\n`);
    return {
      add({ image, shapes, width, height }) {
        if (shapes.length === 0) return undefined;
        let name = baseName(image);
        if (!seen.add(name)) {
          name = names.path(image);
          report({
            severity: 'changed',
            code: 'name-collision',
            image,
            reason: 'an earlier image has the same file name; this one has its folders in img_file',
          });
        }
        const first = `${cell(name)},`;
        const last = `,${width ?? ''},${height ?? ''}\n`;
        for (const box of shapes) {
          out.text(first).text(categories.get(box.label)!).number(box.left).text(',').number(box.top).text(',');
          out.number(box.height).text(',').number(box.width).text(last);
        }
        return file.write(out.take());
      },
      end: () => file.end(),
    };
  },
};

export const csv: DatasetFormat = {
  name: 'csv',
  title: "CSV (AWS's annot.csv)",
  recognise: async ({ files }) => (files.some((file) => /\.csv$/i.test(file)) ? 'maybe' : 'no'),
  reader: csvReader,
  writer: csvWriter,
  sides: '',
};
