import type { LabelReading, MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { isByMachine } from '../../shared/domain/labeling/by-machine.ts';
import { PEOPLE_ONLY_ATTRIBUTE } from '../../shared/domain/labeling/labeling-tags.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { EnginePorts, Files } from '../engine-ports.ts';
import type { BatchResult } from '../job/consolidate-batch.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';

/** An object of the job as the machine sees it. */
export interface JobObject {
  id: string;
  /** S3 URI of the image. */
  image: string;
  state: 'queued' | 'labeled' | 'machine' | 'other';
  /** Never labeled by a machine, never learnt from: it judges. */
  peopleOnly: boolean;
  /** What people say of a labeled image, as the job's kind of labels has it. */
  truth?: unknown;
  /** The whole line as the output manifest has it. */
  line?: Record<string, unknown>;
}

/** An object that people labeled. */
export type LabeledObject = JobObject & { truth: unknown };

export const hasTruth = (object: JobObject): object is LabeledObject => object.truth !== undefined;

const STATES: Record<string, JobObject['state']> = { queued: 'queued', machineLabeled: 'machine' };
const READS_AT_ONCE = 16;

/**
 * Every object of the job with people's labels, in order of the manifest. Text objects have no image and are left out.
 */
export async function readJobObjects(
  kind: MachineKind,
  job: Job,
  document: JobDocument,
  ports: EnginePorts,
): Promise<JobObject[]> {
  const attribute = document.request.LabelAttributeName;
  const objects: JobObject[] = [];
  for (const [shardIndex, stored] of job.shards(document).entries()) {
    const shard = await stored.read();
    const lines = await job.lines(document, shardIndex);
    const results = new Map<number, BatchResult>();
    const labeled = shard.objects.filter(({ state }) => state === 'labeled');
    for (const batch of new Set(labeled.map((object) => object.batch!)))
      results.set(batch, JSON.parse(await job.readOnce(job.keys().result(batch))) as BatchResult);
    for (const [index, { state, batch }] of shard.objects.entries()) {
      const line = lines[index]!;
      const image = line['source-ref'];
      if (image === undefined) continue;
      const id = objectIdOf(shardIndex, index);
      const peopleOnly = line[PEOPLE_ONLY_ATTRIBUTE] === true;
      const content = state === 'labeled' ? { ...line, ...results.get(batch!)?.[id] } : line;
      const isTheirs =
        state === 'labeled' || (state === 'labeledBefore' && !isByMachine(content[`${attribute}-metadata`]));
      objects.push({
        ...{ id, image, peopleOnly, state: STATES[state] ?? 'other' },
        ...(isTheirs && { line: content }),
      });
    }
  }
  const reading = {
    labels: document.ledger!.labels,
    codec: pngCodec,
    readBytes: (uri: string) => ports.files.readBytes(uri),
  };
  return inParallel(objects, READS_AT_ONCE, async ({ line, ...object }) => {
    const truth = line && (await readTruth(kind, line, attribute, reading, ports.files));
    return truth === undefined ? object : { ...object, state: 'labeled' as const, truth, line: line! };
  });
}

/** What was read of labels that are files: these are written once, and asked for again at each step of a job. */
const readFiles = new WeakMap<Files, Map<string, unknown>>();
const MOST_FILES = 20_000;

/** undefined for a label of another kind, or one whose file cannot be read. */
async function readTruth(
  kind: MachineKind,
  line: Record<string, unknown>,
  attribute: string,
  reading: LabelReading,
  files: Files,
): Promise<unknown> {
  const label = { value: line[attribute], metadata: line[`${attribute}-metadata`] };
  if (!kind.file) return kind.readTruth(label, reading);
  const known = readFiles.get(files) ?? new Map<string, unknown>();
  readFiles.set(files, known);
  const uri = String(label.value);
  if (known.has(uri)) return known.get(uri);
  const truth = await kind.readTruth(label, reading).catch((error: Error) => {
    if (error.name !== 'ObjectMissingError' && error.name !== 'InvalidDocumentError') throw error;
    return undefined;
  });
  if (known.size >= MOST_FILES) known.clear();
  if (truth !== undefined) known.set(uri, truth);
  return truth;
}
