import { cutLines, lineTexts } from '../bytes/cut-lines.ts';
import { TextBytes } from '../bytes/text-bytes.ts';
import { baseName, ImageNames } from '../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt } from '../image-record.ts';
import { SeenNames } from '../seen-names.ts';
import type { DatasetFormat, DatasetReader, DatasetWriter, ReadOptions } from './format.ts';
import { filesNamed } from './glance.ts';

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
 * The `annot.csv` of AWS's YOLO post: a row for each box, columns by name, height before width. Rows of one image follow each other.
 * @see https://aws.amazon.com/blogs/machine-learning/streamlining-data-labeling-for-yolo-object-detection-in-amazon-sagemaker-ground-truth/
 */
export const csvReader: DatasetReader = {
  async *read(source, _options: ReadOptions) {
    for (const file of filesNamed(source, /\.csv$/i)) {
      const seen = new SeenNames();
      let columns: Record<Column, number> | undefined;
      let open: ImageRecord | undefined;
      let carried = '';
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
          const cells = cellsOf(text);
          if (!cells) {
            carried = text;
            continue;
          }
          if (!columns) {
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
          const image = cells[columns.img_file] ?? '';
          const [left, top, height, width, imageWidth, imageHeight] = COLUMNS.slice(2).map((name) => {
            const cell = cells[columns![name]];
            return cell === undefined || cell === '' ? Number.NaN : Number(cell);
          }) as [number, number, number, number, number, number];
          const label = cells[columns.category];
          if (image === '' || !label || ![left, top, width, height].every(Number.isFinite)) {
            problem(
              'lost',
              'broken-row',
              `the row has no image, no category or no box in numbers: ${text.slice(0, 120)}`,
              image,
            );
            continue;
          }
          if (open?.image !== image) {
            if (open) entries.push(open);
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
          open.shapes.push({ label, left, top, width, height, confidence: undefined });
        }
        yield entries;
      }
      const last: Entry[] = open ? [open] : [];
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

/** @returns undefined when a quoted cell is still open at the end of the line */
function cellsOf(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      let cell = '';
      for (at++; ; at++) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return undefined;
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      cells.push(cell);
      at++;
    } else {
      const comma = text.indexOf(',', at);
      cells.push(text.slice(at, comma < 0 ? text.length : comma));
      if (comma < 0) break;
      at = comma + 1;
    }
  }
  return cells;
}

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
