import type { GoldPayloadObject } from '../../shared/contracts/ground-truth-events.ts';
import { kindOf } from '../../shared/domain/answer-kinds/answer-kinds.ts';
import type { GoldAnswer } from '../core/gold.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { goldObjectId, readGold } from './gold-objects.ts';
import type { Job } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { outputLayout } from './output-layout.ts';

/** Answers of one worker teach nothing about how far several agree. */
const FEWEST_ANSWERS = 2;

/**
 * `gold-groups/<gold line>-<n>.json`: answers to one known object that go to consolidation together; create-once, each
 * answer in one.
 */
interface GoldGroup {
  batch: number;
  goldLine: number;
  workerIds: string[];
}

/**
 * Writes the gold answers that consolidation has not learnt from yet into a file, as many of each known object as an
 * ordinary one gets; the same file however often the batch is consolidated.
 * @returns its URI; undefined when there is nothing new
 */
export async function writeGoldPayload(
  job: Job,
  document: JobDocument,
  { batch, at }: { batch: number; at: number },
  ports: EnginePorts,
): Promise<string | undefined> {
  if (!document.ledger?.gold) return undefined;
  const { storage } = ports;
  const key = job.keys().goldPayload(batch);
  let kept = await storage.get(key);
  if (!kept) {
    const groups = await claimGroups(job, document, batch, ports);
    const payload = await Promise.all(groups.map((group) => payloadOf(job, document, group, ports)));
    await storage.create(key, JSON.stringify(payload));
    kept = (await storage.get(key))!;
  }
  if ((JSON.parse(kept.text) as GoldPayloadObject[]).length === 0) return undefined;
  const uri = outputLayout(document.request).goldPayload(batch, at);
  await ports.files.write(uri, kept.text, 'application/json');
  return uri;
}

/** Forms groups of answers that are in none yet. @returns the batch's groups, those of an earlier try among them */
async function claimGroups(job: Job, document: JobDocument, batch: number, ports: EnginePorts): Promise<GoldGroup[]> {
  const { fewestWorkers, workersPerObject } = job.settings(document);
  const size = Math.max(FEWEST_ANSWERS, fewestWorkers ?? workersPerObject);
  const groups = await readGroups(job, ports);
  for (const [goldLine, workerIds] of await answeredBy(job, ports)) {
    const own = groups.filter((group) => group.goldLine === goldLine);
    const ungrouped = workerIds.filter((workerId) => !own.some((group) => group.workerIds.includes(workerId)));
    if (ungrouped.length < size) continue;
    const answers = await Promise.all(ungrouped.map((workerId) => readAnswer(job, workerId, goldLine, ports)));
    const free = answers
      .filter(({ declined }) => !declined)
      .sort((a, b) => a.at - b.at || (a.workerId < b.workerId ? -1 : 1));
    if (free.length < size) continue;
    const group = { batch, goldLine, workerIds: free.slice(0, size).map(({ workerId }) => workerId) };
    const key = `${job.keys().goldGroups}${goldLine}-${own.length}.json`;
    // Another batch may have been faster: the answers that it left come with a later one.
    if (await ports.storage.create(key, JSON.stringify(group))) groups.push(group);
  }
  return groups.filter((group) => group.batch === batch);
}

async function readGroups(job: Job, { storage }: EnginePorts): Promise<GoldGroup[]> {
  const groups: GoldGroup[] = [];
  for await (const key of storage.list(job.keys().goldGroups))
    groups.push(JSON.parse((await storage.get(key))!.text) as GoldGroup);
  return groups;
}

/** Who has had each line of the gold manifest. */
async function answeredBy(job: Job, { storage }: EnginePorts): Promise<Map<number, string[]>> {
  const workers = new Map<number, string[]>();
  for await (const key of storage.list(job.keys().goldAnswersPrefix)) {
    const [workerId, file] = key.split('/').slice(-2) as [string, string];
    const goldLine = Number.parseInt(file, 10);
    workers.set(goldLine, [...(workers.get(goldLine) ?? []), workerId]);
  }
  return workers;
}

async function readAnswer(job: Job, workerId: string, goldLine: number, { storage }: EnginePorts): Promise<GoldAnswer> {
  return JSON.parse((await storage.get(job.keys().goldAnswer(workerId, goldLine)))!.text) as GoldAnswer;
}

async function payloadOf(
  job: Job,
  document: JobDocument,
  { goldLine, workerIds }: GoldGroup,
  ports: EnginePorts,
): Promise<GoldPayloadObject> {
  const { line, known } = await readGold(job, goldLine);
  const truth = kindOf(known.kind).truth(known);
  const answers = await Promise.all(workerIds.map((workerId) => readAnswer(job, workerId, goldLine, ports)));
  return {
    datasetObjectId: goldObjectId(document, goldLine),
    dataObject: line['source-ref'] === undefined ? { content: line.source } : { s3Uri: line['source-ref'] },
    annotations: answers.map(({ workerId, answer }) => ({
      workerId,
      annotationData: { content: JSON.stringify(answer) },
    })),
    ...(truth && { truth }),
  };
}
