import { type ImageRecord, isLabeled } from '../../shared/domain/dataset/image-record.ts';
import { exitCodes } from '../command.ts';
import { type DatasetInput, openInput } from './dataset-input.ts';
import { describeChanges } from './merge.ts';
import { ProblemList } from './problem-list.ts';
import { compareLabels, isChanged } from './reports/compare-labels.ts';
import type { Subcommand } from './subcommand.ts';

/** So many examples of each kind of difference are shown. */
const SHOWN = 8;

/** `labelloop dataset diff OLD NEW` */
export const diff: Subcommand = async ([old, now], values, context) => {
  const problems = new ProblemList();
  const before = await readAll(await openInput(old, values), problems);
  const after = await readAll(await openInput(now, values), problems);
  const exitCode = problems.isSerious ? exitCodes.withProblems : 0;
  const added = [...after.keys()].filter((image) => !before.has(image));
  const removed = [...before.keys()].filter((image) => !after.has(image));
  const changed: Array<{ image: string; changes: ReturnType<typeof compareLabels> }> = [];
  const moved: string[] = [];
  for (const [image, record] of after) {
    const present = before.get(image);
    if (!present) continue;
    const changes = compareLabels(present, record);
    if (isChanged(changes)) changed.push({ image, changes });
    if (present.split && record.split && present.split !== record.split)
      moved.push(`${image}: ${present.split} -> ${record.split}`);
  }
  if (values.json) {
    const sizes = { before: before.size, after: after.size };
    context.print(JSON.stringify({ ...sizes, added, removed, changed, sides: moved, problems, exitCode }));
    return exitCode;
  }
  context.print(
    `${before.size} labeled images before, ${after.size} after: ${added.length} added, ${removed.length} removed, ${changed.length} changed, ${moved.length} on another side`,
  );
  const groups = [
    changed.map(({ image, changes }) => `~ ${image}: ${describeChanges(changes)}`),
    moved.map((line) => `> ${line}`),
    added.map((image) => `+ ${image}`),
    removed.map((image) => `- ${image}`),
  ];
  for (const lines of groups) {
    for (const line of lines.slice(0, SHOWN)) context.print(line);
    if (lines.length > SHOWN) context.print(`${lines[0]![0]} and ${lines.length - SHOWN} more`);
  }
  if (groups.some((lines) => lines.length > SHOWN)) context.print('--json has all of them');
  // What could not be read looks like what was taken out.
  for (const line of problems.lines()) context.print(line);
  return exitCode;
};

async function readAll(input: DatasetInput, problems: ProblemList): Promise<Map<string, ImageRecord>> {
  const records = new Map<string, ImageRecord>();
  for await (const batch of input.entries())
    for (const entry of batch) {
      if (entry.kind === 'problem') problems.add(entry);
      else if (isLabeled(entry)) records.set(entry.image, entry);
    }
  return records;
}
