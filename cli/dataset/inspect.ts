import { writeFile } from 'node:fs/promises';
import { DatasetStatistics } from '../../shared/domain/dataset/statistics.ts';
import { exitCodes } from '../command.ts';
import { chooseRecords } from './chosen-records.ts';
import { type DatasetInput, decideClasses, describeClasses, openInput } from './dataset-input.ts';
import { inspectionPage } from './inspection-page.ts';
import { ProblemList } from './problem-list.ts';
import type { Subcommand } from './subcommand.ts';

const PICTURES = 12;

/** `labelloop dataset inspect SRC [--html FILE]` */
export const inspect: Subcommand = async (sources, values, context) => {
  const input = await openInput(sources[0], values);
  const classes = await decideClasses([input], values);
  const { statistics, problems } = await gather(input);
  const exitCode = problems.isSerious ? exitCodes.withProblems : 0;
  if (values.html !== undefined) {
    const { drawLabels } = await import('./label-sheet.ts');
    const records = await chooseRecords(input, PICTURES);
    const picture = await drawLabels(input, records, classes, `${records.length} of ${statistics.images} images`);
    await writeFile(
      values.html,
      inspectionPage(input.where, input.format, describe(statistics), problems.lines(), picture),
    );
    context.note(`page: ${values.html}`);
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
  for (const [name, value] of describe(statistics)) context.print(`${name.padEnd(16)}${value}`);
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

/** Rows of name and value, for the terminal and for the page. */
function describe(found: DatasetStatistics): Array<[string, string]> {
  const bins = found.confidence.bins.map((count, bin): [string, number] => [`.${bin}`, count]);
  const rows: Array<[string, string]> = [
    ['images', `${found.images} (${list(Object.entries(found.kinds))})`],
    [
      'objects',
      `${found.objects}; ${found.objectsPerImage.most} at most on one image; ${list(Object.entries(found.objectSizes))}`,
    ],
    ['without objects', String(found.empty)],
    ['sides', list(Object.entries(found.splits))],
    ['labeled by', list(Object.entries(found.annotatedBy))],
    ['confidence', list([...bins, ['none', found.confidence.none]], bins.length + 1)],
    [
      'outlines',
      list([
        ['polygons', found.polygons],
        ['masks', found.masks],
      ]),
    ],
    ['image sizes', list(byCount(found.imageSizes))],
    ['failures', list(byCount(found.failures))],
    ...[...found.classes]
      .sort(([, a], [, b]) => b.objects - a.objects)
      .map(([label, { objects, images }]): [string, string] => [`  ${label}`, `${objects} on ${images} images`]),
  ];
  return rows.filter(([, value]) => value !== '');
}
