import { type Entry, type ImageRecord, identityOf, isLabeled } from '../../shared/domain/dataset/image-record.ts';
import { CommandError, exitCodes } from '../command.ts';
import { type DatasetInput, decideClasses, openInput } from './dataset-input.ts';
import { compareLabels, isChanged } from './reports/compare-labels.ts';
import type { Subcommand } from './subcommand.ts';
import { tellPicturesApart } from './tell-pictures-apart.ts';
import { tellWritten, writeOutput } from './write-output.ts';

interface Winner {
  source: number;
  /** Which record of the source, counted from 0. */
  at: number;
  record: ImageRecord;
}

/** `labelloop dataset merge A B… --to FORMAT --out DIR`: one record an image, the newest label; a label before none. */
export const merge: Subcommand = async (sources, values, context) => {
  if (sources.length === 0)
    throw new CommandError('merge needs datasets', { todo: 'name two or more', exitCode: exitCodes.usage });
  const opened = await Promise.all(sources.map((source) => openInput(source, values)));
  const inputs = await tellPicturesApart(opened);
  const classes = await decideClasses(inputs, values);
  const conflicts: Entry[] = [];
  const winners = new Map<string, Winner>();
  for (const [source, input] of inputs.entries())
    await eachRecord(input, (record, at) => {
      const key = identityOf(record);
      const present = winners.get(key);
      const next = { source, at, record };
      winners.set(key, present ? newer(present, next) : next);
      if (present) conflicts.push(...conflictOf(present, next, inputs));
    });
  async function* merged(): AsyncGenerator<Entry[]> {
    yield conflicts;
    for (const [source, input] of inputs.entries()) {
      let at = 0;
      for await (const batch of input.entries())
        yield batch.filter((entry) => {
          if (entry.kind === 'problem') return true;
          const winner = winners.get(identityOf(entry))!;
          return winner.at === at++ && winner.source === source;
        });
    }
  }
  const options = { ...values, to: values.to ?? 'ground-truth' };
  return tellWritten(await writeOutput(merged(), inputs, classes, options), values.json, context);
};

async function eachRecord(input: DatasetInput, visit: (record: ImageRecord, at: number) => void): Promise<void> {
  let at = 0;
  for await (const batch of input.entries())
    for (const entry of batch) if (entry.kind !== 'problem') visit(entry, at++);
}

/**
 * The newer label; of two that are equally old the later one, because datasets are named in the order in which they
 * were made.
 */
function newer(present: Winner, next: Winner): Winner {
  const [was, is] = [isLabeled(present.record), isLabeled(next.record)];
  if (was !== is) return is ? next : present;
  return (next.record.createdAt ?? '') >= (present.record.createdAt ?? '') ? next : present;
}

/** Two people labeled the image differently: the newer label counts, and somebody may want to look. */
function conflictOf(present: Winner, next: Winner, inputs: readonly DatasetInput[]): Entry[] {
  const { record: a } = present;
  const { record: b } = next;
  if (!isLabeled(a) || !isLabeled(b)) return [];
  const changes = compareLabels(a, b);
  if (!isChanged(changes)) return [];
  const kept = newer(present, next) === next ? 'the label here' : 'the other label';
  const { createdAt = 'of no date' } = newer(present, next).record;
  const reason = `${describeChanges(changes)} against ${inputs[present.source]!.where}; ${kept}, ${createdAt}, was kept`;
  return [
    {
      kind: 'problem',
      severity: 'noted',
      code: 'conflict',
      file: inputs[next.source]!.where,
      line: undefined,
      image: a.image,
      reason,
    },
  ];
}

/** `2 added, 1 moved` */
export const describeChanges = (changes: ReturnType<typeof compareLabels>) =>
  Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
