import { Script } from 'node:vm';
import { baseName } from '../../shared/domain/dataset/image-names.ts';
import {
  type Entry,
  type ImageRecord,
  isLabeled,
  labelsOf,
  type Split,
} from '../../shared/domain/dataset/image-record.ts';
import { hash53 } from '../../shared/domain/dataset/seen-names.ts';
import { type CommandContext, CommandError, exitCodes, usageError } from '../command.ts';
import { type DatasetInput, decideClasses, openInput } from './dataset-input.ts';
import { type SplitItem, stratifiedSplit } from './reports/stratified-split.ts';
import type { DatasetValues, Subcommand } from './subcommand.ts';
import { tellWritten, writeOutput } from './write-output.ts';

/** `labelloop dataset split SRC --out DIR`: the same labels, each image on a side. */
export const split: Subcommand = async (sources, values, context) => {
  const input = await openInput(sources[0], values);
  const shares = readShares(values);
  const classes = await decideClasses([input], values);
  const items = await splitItems(input, values, context);
  const seed = values.seed ?? '';
  const { sides, torn } = stratifiedSplit(items, shares, (key) => hash53(`${seed}\n${key}`));
  if (torn.length > 0)
    context.note(
      `${torn.length} groups are on two sides already, by the earlier split; they stay: ${torn.slice(0, 3).join(', ')}`,
    );
  const sideOf = new Map(items.map(({ image }, at) => [image, sides[at]!]));
  const options = { ...values, to: values.to ?? 'ground-truth' };
  const written = await writeOutput(onSides(input, sideOf), [input], classes, options);
  if (!values.json) context.print(sideCounts(sides));
  return tellWritten(written, values.json, context);
};

function readShares({ validation = '0.2', test = '0' }: DatasetValues): Record<Split, number> {
  const [held, tested] = [Number(validation), Number(test)];
  if (!(held >= 0 && tested >= 0 && held + tested < 1))
    throw new CommandError(`--validation ${validation} and --test ${test} leave nothing to train on`, {
      todo: 'shares from 0 to 1, e.g. --validation 0.2',
      exitCode: exitCodes.usage,
    });
  return { train: 1 - held - tested, validation: held, test: tested };
}

async function splitItems(input: DatasetInput, values: DatasetValues, context: CommandContext): Promise<SplitItem[]> {
  const frozen = await frozenSides(values);
  const scene = values.group === undefined ? undefined : sceneKey(values.group);
  const items: SplitItem[] = [];
  for await (const batch of input.entries()) {
    const chosen = batch.filter((entry) => entry.kind !== 'problem' && (isLabeled(entry) || entry.kind === 'other'));
    const records = chosen as ImageRecord[];
    const scenes = scene?.(records.map(({ image }) => image));
    for (const [at, record] of records.entries()) {
      const { image } = record;
      const side = frozen.get(image);
      items.push({
        image,
        labels: [...new Set(labelsOf(record))],
        group: scenes?.[at] ?? image,
        ...(side && { frozen: side }),
      });
    }
  }
  if (!values['near-duplicates']) return items;
  const { groupByLook } = await import('./near-duplicate-groups.ts');
  const { groups, unseen } = await groupByLook(
    items.map(({ image }) => image),
    input.source.bytes,
  );
  if (unseen > 0)
    context.note(
      `${unseen} of ${items.length} images could not be looked at (--images DIR); each is a group of its own`,
    );
  return joinGroups(items, groups);
}

/** Images are together when they share a scene or look alike, directly or by way of others. */
function joinGroups(items: readonly SplitItem[], looks: readonly number[]): SplitItem[] {
  const parent = new Map<string, string>();
  const rootOf = (key: string): string => {
    const above = parent.get(key);
    return above === undefined || above === key ? key : rootOf(above);
  };
  for (const [at, look] of looks.entries()) {
    const [a, b] = [rootOf(items[at]!.group), rootOf(items[look]!.group)].sort();
    if (a !== b) parent.set(b!, a!);
  }
  return items.map((item) => ({ ...item, group: rootOf(item.group) }));
}

/** Names of a batch take less than a millisecond, unless the expression tries all ways to cut them. */
const MATCHING_MS = 1000;

/** @returns the scenes of images, by what `pattern` finds in their names */
function sceneKey(pattern: string): (images: readonly string[]) => Array<string | undefined> {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch (error) {
    throw new CommandError(`--group ${pattern} is no regular expression: ${(error as Error).message}`, {
      exitCode: exitCodes.usage,
    });
  }
  const findAll = new Script('names.map((name) => expression.exec(name))');
  return (images) => {
    const names = images.map(baseName);
    try {
      const found = findAll.runInNewContext({ names, expression }, { timeout: MATCHING_MS });
      return Array.from(
        found as Array<RegExpExecArray | null>,
        (match) => match && `scene ${match[1] ?? match[0]}`,
      ).map((scene) => scene ?? undefined);
    } catch (cause) {
      throw usageError(
        `--group ${pattern} takes longer than ${MATCHING_MS / 1000} s on ${names.length} names: ${(cause as Error).message}`,
        'write it without repetitions inside of repetitions, e.g. ^(.*)-[0-9]+',
      );
    }
  };
}

async function frozenSides({ frozen }: DatasetValues): Promise<Map<string, Split>> {
  const sides = new Map<string, Split>();
  if (frozen === undefined) return sides;
  const earlier = await openInput(frozen, {});
  for await (const batch of earlier.entries())
    for (const entry of batch) if (entry.kind !== 'problem' && entry.split) sides.set(entry.image, entry.split);
  if (sides.size === 0)
    throw new CommandError(`${frozen} is no split dataset`, {
      todo: 'name the folder that an earlier `labelloop dataset split` wrote',
    });
  return sides;
}

async function* onSides(input: DatasetInput, sideOf: ReadonlyMap<string, Split>): AsyncGenerator<Entry[]> {
  for await (const batch of input.entries())
    yield batch.map((entry) => {
      if (entry.kind === 'problem') return entry;
      const { split: _, ...record } = entry;
      const side = sideOf.get(entry.image);
      return side ? { ...record, split: side } : record;
    });
}

const sideCounts = (sides: readonly Split[]) =>
  (['train', 'validation', 'test'] as const)
    .map((side) => `${side} ${sides.filter((each) => each === side).length}`)
    .join(', ');
