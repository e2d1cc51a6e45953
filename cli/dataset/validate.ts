import { writeDataset } from '../../shared/domain/dataset/convert.ts';
import type { DatasetTarget, DatasetWriter } from '../../shared/domain/dataset/formats/format.ts';
import { formats } from '../../shared/domain/dataset/formats/formats.ts';
import { groundTruthWriter } from '../../shared/domain/dataset/formats/ground-truth/ground-truth-writer.ts';
import { type DatasetProblem, type Entry, isLabeled } from '../../shared/domain/dataset/image-record.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { exitCodes } from '../command.ts';
import { type DatasetInput, decideClasses, describeClasses, openInput } from './dataset-input.ts';
import { ProblemList } from './problem-list.ts';
import type { Subcommand } from './subcommand.ts';
import { chooseWriter } from './write-output.ts';

/** Nothing is written: the writers' own checks are wanted. */
const nowhere: DatasetTarget = {
  open: async () => ({ write: () => undefined, end: async () => {} }),
  write: async () => {},
  spool: async () => ({ write: () => undefined, async *takeBack() {} }),
};

/** `labelloop dataset validate SRC [--for FORMAT] [--images DIR]` */
export const validate: Subcommand = async (sources, values, context) => {
  const input = await openInput(sources[0], values);
  const classes = await decideClasses([input], values);
  const problems = new ProblemList();
  const report = (found: Omit<DatasetProblem, 'kind' | 'file' | 'line'>) => {
    // What the file itself was found to have is said by line already.
    if (!checked.has(found.code)) problems.add({ kind: 'problem', file: input.where, line: undefined, ...found });
  };
  const checked = await checkFile(input, values.for, problems);
  const writer: DatasetWriter = values.for === undefined ? groundTruthWriter : chooseWriter(values.for);
  const counts = await writeDataset(values.images === undefined ? input.entries() : withImages(input), {
    writer,
    target: nowhere,
    problem: (found) => problems.add(found),
    options: {
      classes,
      attribute: 'labels',
      createdAt: new Date().toISOString().slice(0, 23),
      jobName: 'labeling-job/checked',
      imagePrefix: values['image-prefix'] ?? '',
      report,
      bytes: input.source.bytes,
      imageSize: input.source.imageSize,
      png: pngCodec,
      copyImages: false,
    },
  });
  const exitCode = problems.isSerious ? exitCodes.withProblems : 0;
  if (values.json) {
    context.print(
      JSON.stringify({
        format: input.format,
        classes: { origin: classes.origin, labels: classes.labels },
        ...counts,
        problems,
        exitCode,
      }),
    );
    return exitCode;
  }
  context.print(`${input.where}: ${counts.images} images, ${counts.shapes} objects, read as ${input.format}`);
  context.print(describeClasses(classes));
  for (const line of problems.lines()) context.print(line);
  context.print(exitCode ? 'there are problems' : 'nothing is wrong with it');
  return exitCode;
};

/**
 * Manifests are looked at as they are, where the format's consumer takes them so.
 * @returns the codes that were found
 */
async function checkFile({ format, source }: DatasetInput, wanted: string | undefined, problems: ProblemList) {
  const codes = new Set<string>();
  const check = wanted === undefined ? undefined : formats[wanted]?.check;
  const isManifest = format === 'ground-truth' || format === wanted;
  if (!check || !isManifest) return codes;
  for await (const batch of check(source))
    for (const problem of batch) {
      codes.add(problem.code);
      problems.add(problem);
    }
  return codes;
}

/** Every image is opened: it must be there, and as large as its labels say. */
async function* withImages({ source, where, entries }: DatasetInput): AsyncGenerator<Entry[]> {
  for await (const batch of entries()) {
    const checked: Entry[] = [];
    for (const entry of batch) {
      checked.push(entry);
      if (entry.kind === 'problem' || !isLabeled(entry)) continue;
      const problem = (severity: DatasetProblem['severity'], code: string, reason: string): Entry => ({
        kind: 'problem',
        severity,
        code,
        file: where,
        line: undefined,
        image: entry.image,
        reason,
      });
      const size = await source.imageSize(entry.image);
      if (!size) checked.push(problem('lost', 'missing-image', 'the image is not there, or is none'));
      else if (entry.width !== undefined && (entry.width !== size.width || entry.height !== size.height)) {
        const isTurned = entry.width === size.height && entry.height === size.width;
        const why = isTurned ? '; the labels were made on the image as it is stored, without its EXIF orientation' : '';
        checked.push(
          problem(
            'changed',
            'size-differs',
            `the label says ${entry.width} x ${entry.height}, the image has ${size.width} x ${size.height}${why}`,
          ),
        );
      }
    }
    yield checked;
  }
}
