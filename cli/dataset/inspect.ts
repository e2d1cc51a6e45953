import type { ImageRecord } from '../../shared/domain/dataset/image-record.ts';
import { exitCodes } from '../command.ts';
import { writeWhole } from '../write-whole.ts';
import { chooseRecords } from './chosen-records.ts';
import { type DatasetInput, decideClasses, describeClasses, openInput } from './dataset-input.ts';
import { inspectionPage } from './inspection-page.ts';
import { ProblemList } from './problem-list.ts';
import { DatasetStatistics } from './reports/statistics.ts';
import type { Subcommand } from './subcommand.ts';

const PICTURES = 12;
/** Longer class names push their own line only. */
const MOST_NAME = 30;

/** `labelloop dataset inspect SRC [--html FILE]` */
export const inspect: Subcommand = async (sources, values, context) => {
  const input = await openInput(sources[0], values);
  const classes = await decideClasses([input], values);
  const { statistics, problems } = await gather(input);
  const exitCode = problems.isSerious ? exitCodes.withProblems : 0;
  if (values.html !== undefined) {
    const { drawLabels, noteMissing } = await import('./label-sheet.ts');
    const records = await chooseRecords(input, PICTURES);
    const subtitle = `${records.length} of ${statistics.images} images`;
    const { png, missing } = await drawLabels(input, records, classes, subtitle);
    await writeWhole(
      values.html,
      inspectionPage(input.where, input.format, describe(statistics), problems.lines(), png),
    );
    context.note(`page: ${values.html}`);
    noteMissing(missing, context);
  }
  if (values.json) {
    context.print(
      JSON.stringify({
        source: input.where,
        format: input.format,
        classes: { origin: classes.origin, labels: classes.labels },
        ...statistics.toJSON(),
        problems,
        exitCode,
      }),
    );
    return exitCode;
  }
  context.print(`${input.where}, read as ${input.format}`);
  (classes.origin === 'sorted' ? context.note : context.print)(describeClasses(classes));
  const rows = describe(statistics);
  const width = Math.min(MOST_NAME, Math.max(...rows.map(([name]) => name.length))) + 2;
  for (const [name, value] of rows) context.print(`${name.padEnd(width)}${value}`);
  for (const line of problems.lines()) context.print(line);
  return exitCode;
};

async function gather(input: DatasetInput) {
  const statistics = new DatasetStatistics();
  const problems = new ProblemList();
  for await (const batch of input.entries())
    for (const entry of batch)
      if (entry.kind === 'problem') problems.add(entry);
      else statistics.add(entry);
  return { statistics, problems };
}

const list = (counts: Iterable<[string, unknown]>, most = 8) => {
  const all = [...counts].filter(([, count]) => count);
  const more = all.length > most ? ` and ${all.length - most} more` : '';
  return (
    all
      .slice(0, most)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') + more
  );
};
const byCount = (counts: Map<string, number>) => [...counts].sort(([, a], [, b]) => b - a);
const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const KINDS: Record<ImageRecord['kind'], string> = {
  shapes: 'with boxes or outlines',
  class: 'of one class',
  classes: 'of several classes',
  mask: 'with a mask',
  unlabeled: 'without a label',
  failed: 'failed',
  other: 'of other tasks',
};

/** Rows of name and value, for the terminal and for the page. */
function describe(found: DatasetStatistics): Array<[string, string]> {
  const { bins, none } = found.confidence;
  const tenths = bins.map((count, bin): [string, number] => [`${bin / 10}-${(bin + 1) / 10}:`, count]);
  const kinds = Object.entries(found.kinds).map(([kind, count]) => `${count} ${KINDS[kind as keyof typeof KINDS]}`);
  const sizes = list(Object.entries(found.objectSizes));
  const rows: Array<[string, string]> = [
    ['images', kinds.length > 0 ? kinds.join(', ') : '0'],
    [
      'objects',
      found.objects > 0 ? `${found.objects}, ${found.objectsPerImage.most} at most on one image; ${sizes}` : '',
    ],
    ['without objects', found.kinds.shapes ? countOf(found.empty, 'image') : ''],
    ['sides', list(Object.entries(found.splits))],
    ['labeled by', list(Object.entries(found.annotatedBy))],
    ['confidence', list([...tenths, ['none', none]], tenths.length + 1)],
    [
      'outlines',
      list([
        ['polygons', found.polygons],
        ['masks', found.masks],
      ]),
    ],
    ['image sizes', list(byCount(found.imageSizes).map(([size, count]) => [`${size}:`, count]))],
    ['failures', list(byCount(found.failures))],
    ...[...found.classes]
      .sort(([, a], [, b]) => b.objects - a.objects)
      .map(([label, { objects, images }]): [string, string] => [
        `  ${label}`,
        found.objects > 0 ? `${countOf(objects, 'object')} on ${countOf(images, 'image')}` : countOf(images, 'image'),
      ]),
  ];
  return rows.filter(([, value]) => value !== '');
}
