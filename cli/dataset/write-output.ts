import type { ClassMap } from '../../shared/domain/dataset/class-map.ts';
import { type ConversionCounts, writeDataset } from '../../shared/domain/dataset/convert.ts';
import type { WriteOptions } from '../../shared/domain/dataset/formats/format.ts';
import { formats } from '../../shared/domain/dataset/formats/formats.ts';
import type { DatasetProblem, Entry } from '../../shared/domain/dataset/image-record.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { type CommandContext, CommandError, exitCodes } from '../command.ts';
import { type DatasetInput, describeClasses } from './dataset-input.ts';
import { CLASS_LIST, PROBLEM_FILE } from './files/dataset-files.ts';
import { openTarget } from './files/open-target.ts';
import { ProblemList } from './problem-list.ts';
import { OUTLINES, type Outlines, redrawOutlines } from './redraw-outlines.ts';

/** Options of every subcommand that writes a dataset. */
export interface OutputOptions {
  to?: string | undefined;
  out?: string | undefined;
  'write-attribute'?: string | undefined;
  'image-prefix'?: string | undefined;
  'copy-images'?: boolean | undefined;
  'keep-unchecked'?: boolean | undefined;
  outlines?: string | undefined;
}

/** @throws CommandError when there is no such format to write */
export function chooseWriter(to: string | undefined) {
  const writable = Object.keys(formats).filter((name) => formats[name]!.writer);
  const writer = to === undefined ? undefined : formats[to]?.writer;
  if (writer) return writer;
  throw new CommandError(to === undefined ? 'to which format?' : `there is no format ${to} to write`, {
    todo: `--to ${writable.join(' | ')}`,
    exitCode: exitCodes.usage,
  });
}

export interface Written {
  to: string;
  out: string;
  classes: ClassMap;
  counts: ConversionCounts;
  problems: ProblemList;
}

/**
 * Writes entries as a dataset with its class list (`classes.json`, a label category file for the next time) and, where
 * there are any, `problems.jsonl`.
 */
export async function writeOutput(
  entries: AsyncIterable<Entry[]>,
  inputs: readonly DatasetInput[],
  classes: ClassMap,
  options: OutputOptions,
): Promise<Written> {
  const writer = chooseWriter(options.to);
  const outlines = chooseOutlines(options.outlines);
  const target = await openTarget(options.out);
  const problems = new ProblemList();
  let list: Awaited<ReturnType<typeof target.open>> | undefined;
  const problem = (found: DatasetProblem) => {
    problems.add(found);
    const { kind: _, ...line } = found;
    pendingLines.push(`${JSON.stringify(line)}\n`);
  };
  const pendingLines: string[] = [];
  const flush = async () => {
    if (pendingLines.length === 0) return;
    list ??= await target.open(PROBLEM_FILE);
    await list.write(pendingLines.splice(0).join(''));
  };
  const writeOptions: WriteOptions = {
    classes,
    attribute: options['write-attribute'] ?? 'labels',
    createdAt: new Date().toISOString().slice(0, 23),
    jobName: 'labeling-job/imported',
    imagePrefix: options['image-prefix'] ?? '',
    report: (found) => problem({ kind: 'problem', file: '', line: undefined, ...found }),
    bytes: (ref) => firstOf(inputs, (input) => input.source.bytes(ref)),
    imageSize: (ref) => firstOf(inputs, (input) => input.source.imageSize(ref)),
    png: pngCodec,
    copyImages: options['copy-images'] ?? false,
  };
  async function* flushing() {
    for await (const batch of outlines ? redrawn(entries, outlines, writeOptions) : entries) {
      yield batch;
      await flush();
    }
  }
  try {
    const keepUnchecked = options['keep-unchecked'] ?? false;
    const counts = await writeDataset(flushing(), { writer, target, options: writeOptions, keepUnchecked, problem });
    await flush();
    await list?.end();
    const categories = { 'document-version': '2018-11-28', labels: classes.labels.map((label) => ({ label })) };
    await target.write(CLASS_LIST, `${JSON.stringify(categories)}\n`);
    return { to: options.to!, out: options.out!, classes, counts, problems };
  } catch (error) {
    await target.abandon();
    throw error;
  } finally {
    target.finish();
  }
}

function chooseOutlines(name: string | undefined): Outlines | undefined {
  return OUTLINES.find((each) => each === name);
}

async function* redrawn(entries: AsyncIterable<Entry[]>, outlines: Outlines, options: WriteOptions) {
  for await (const batch of entries) {
    const redrawing = batch.map((entry) =>
      entry.kind === 'problem' ? entry : redrawOutlines(entry, outlines, options),
    );
    yield await Promise.all(redrawing);
  }
}

async function firstOf<Found>(
  inputs: readonly DatasetInput[],
  find: (input: DatasetInput) => Promise<Found | undefined>,
) {
  for (const input of inputs) {
    const found = await find(input);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Says what was written and what could not be. @returns the exit code */
export function tellWritten(
  { to, out, classes, counts, problems }: Written,
  json: boolean,
  context: CommandContext,
): number {
  const { images, written, empty, unlabeled, failed, other, shapes, lost } = counts;
  const leftOut = images - written - unlabeled - failed - other;
  const exitCode = problems.isSerious || leftOut > 0 ? exitCodes.withProblems : 0;
  if (json) {
    context.print(
      JSON.stringify({
        to,
        out,
        classes: { origin: classes.origin, labels: classes.labels },
        ...counts,
        problems,
        exitCode,
      }),
    );
    return exitCode;
  }
  context.print(`${out}: ${written} of ${images} images as ${to}, ${shapes} objects, ${empty} images without any`);
  const left = [
    unlabeled && `${unlabeled} not labeled`,
    failed && `${failed} failed or not read whole`,
    other && `${other} of other tasks`,
  ].filter(Boolean);
  if (left.length > 0) context.print(`without a label: ${left.join(', ')}`);
  (classes.origin === 'sorted' ? context.note : context.print)(describeClasses(classes));
  const losses = Object.entries(lost).map(([trait, times]) => `${trait} (${times})`);
  if (losses.length > 0) context.print(`lost: ${losses.join(', ')}; ${to} cannot hold them`);
  for (const line of problems.lines()) context.print(line);
  if (leftOut > 0) context.print(`left out: ${leftOut} labeled images`);
  if (problems.counts.size > 0) context.print(`every one of them: ${out.replace(/\/$/, '')}/${PROBLEM_FILE}`);
  return exitCode;
}
