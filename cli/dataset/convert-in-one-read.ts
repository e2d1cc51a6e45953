import { ClassIds } from '../../shared/domain/dataset/class-ids.ts';
import { classMap, sortedClassMap } from '../../shared/domain/dataset/class-map.ts';
import { type Entry, labelsOf } from '../../shared/domain/dataset/image-record.ts';
import { type DatasetInput, readable } from './dataset-input.ts';
import { type OutputOptions, type Written, writeOutput } from './write-output.ts';

/**
 * Records that are held to see which classes there are: rare ones come late, but most datasets show all of theirs in
 * these.
 */
const HELD_RECORDS = 5_000;

/** A class that the first records do not have: what was written has wrong ids. */
class LateClassError extends Error {
  override readonly name = 'LateClassError';
}

/**
 * Converts a dataset that says nowhere else than in its records which classes it has, while it is read for the first
 * time: the ids are those of the first records, and hold when no further class comes.
 * @returns undefined, and nothing is left of the output, when one came
 */
export async function convertedInOneRead(input: DatasetInput, options: OutputOptions): Promise<Written | undefined> {
  // What is on S3 cannot be taken back.
  if (options.out?.startsWith('s3://')) return undefined;
  const classIds = new ClassIds();
  const entries = input.entries(classIds)[Symbol.asyncIterator]();
  const { held, names, isWhole } = await readHead(entries);
  const order = classIds.labels();
  const classes = readable(order ? classMap(order, 'source') : sortedClassMap(names), [input]);
  const known = classIds.changes;
  async function* rest() {
    yield* held;
    if (isWhole) return;
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      if (classIds.changes > known || hasOther(next.value, names)) throw new LateClassError();
      yield next.value;
    }
  }
  try {
    return await writeOutput(rest(), [input], classes, options);
  } catch (error) {
    if (error instanceof LateClassError) return undefined;
    throw error;
  } finally {
    await entries.return?.();
  }
}

async function readHead(entries: AsyncIterator<Entry[]>) {
  const held: Entry[][] = [];
  const names = new Set<string>();
  for (let records = 0; records < HELD_RECORDS; ) {
    const { value, done } = await entries.next();
    if (done) return { held, names, isWhole: true };
    held.push(value);
    records += value.length;
    for (const entry of value) if (entry.kind !== 'problem') for (const label of labelsOf(entry)) names.add(label);
  }
  return { held, names, isWhole: false };
}

function hasOther(batch: readonly Entry[], names: ReadonlySet<string>): boolean {
  for (const entry of batch) {
    if (entry.kind === 'problem') continue;
    for (const { label } of entry.shapes) if (!names.has(label)) return true;
    if (entry.classes.length > 0 || entry.mask) for (const label of labelsOf(entry)) if (!names.has(label)) return true;
  }
  return false;
}
