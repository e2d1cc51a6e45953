import { type AutomationStep, advanceAutomation } from '../automatic/advance-automation.ts';
import { learningNames } from '../automatic/learn-round.ts';
import { writeSummary } from '../automatic/write-summary.ts';
import { factsOf, type ShardFacts } from '../core/shard-facts.ts';
import type { JobPorts } from '../engine-ports.ts';
import { finishLoop } from '../human-loops/finish-loop.ts';
import { advanceShards } from './advance-shards.ts';
import { initializeJob } from './initialize-job.ts';
import { type Job, objectIdOf } from './job.ts';
import { isTerminal, type JobDocument } from './job-document.ts';
import { outputLayout } from './output-layout.ts';
import { writeOutputManifest } from './output-manifest.ts';
import { preAnnotationHook } from './task-input.ts';

const DEFAULT_CONCURRENT_TASKS = 1000;
const MANIFEST_EVERY_MS = 60_000;
const LONGEST_JOB_MS = 30 * 86_400_000;

/**
 * Does everything that is due for a job: reads its input, lets objects in, asks hooks, forms batches, writes manifests,
 * ends it. Only reads the ledger and sends it events, so it may stop anywhere and run again.
 * @returns when there is something to do next; undefined when only a worker or an operator can change anything
 */
export async function advanceJob(job: Job, ports: JobPorts): Promise<number | undefined> {
  const document = await job.document.read();
  switch (document.status) {
    case 'Initializing':
      await initialize(job, document, ports);
      return ports.now();
    case 'InProgress':
      return advanceLabeling(job, document, ports);
    case 'Stopping':
      return finishStopping(job, document, ports);
    default:
      await announce(job, document, ports);
      return undefined;
  }
}

async function initialize(job: Job, document: JobDocument, ports: JobPorts): Promise<void> {
  try {
    const ledger = await initializeJob(job, document, ports);
    await setStatus(job, ports, 'Initializing', { status: 'InProgress', ledger });
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'InvalidDocumentError' && name !== 'ObjectMissingError') throw error;
    const failureReason = `ClientError: ${message}`.slice(0, 1024);
    await setStatus(job, ports, 'Initializing', { status: 'Failed', failureReason });
  }
}

async function setStatus(
  job: Job,
  ports: JobPorts,
  from: JobDocument['status'],
  change: Partial<JobDocument>,
): Promise<void> {
  await job.document.change((present) => ({
    next: present.status === from ? { ...present, ...change, modifiedAt: ports.now() } : present,
    result: undefined,
  }));
}

/** Sums over the shards. */
export async function factsOfJob(job: Job, document: JobDocument): Promise<ShardFacts[]> {
  return Promise.all(job.shards(document).map(async (shard) => factsOf(await shard.read())));
}

const sum = (facts: ShardFacts[], of: (facts: ShardFacts) => number) =>
  facts.reduce((total, one) => total + of(one), 0);

const EVERYTHING_BY_PEOPLE: AutomationStep = {};

const earlier = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

async function advanceLabeling(job: Job, document: JobDocument, ports: JobPorts): Promise<number | undefined> {
  if (document.createdAt + LONGEST_JOB_MS <= ports.now() || (await isEnoughLabeled(job, document))) {
    await setStatus(job, ports, 'InProgress', { status: 'Stopping' });
    return ports.now();
  }
  const automation = document.request.LabelingJobAlgorithmsConfig
    ? await advanceAutomation(job, document, ports)
    : EVERYTHING_BY_PEOPLE;
  await admit(job, document, ports, automation.people);
  const wakes = earlier(await advanceShards(job, document, ports), automation.wakeAt);
  if (job.manifestWrittenAt + MANIFEST_EVERY_MS <= ports.now()) {
    job.manifestWrittenAt = ports.now();
    await writeOutputManifest(job, document, ports);
  }
  const facts = await factsOfJob(job, document);
  if (sum(facts, ({ settled }) => settled) < document.ledger!.objects) {
    // Settled objects make room for queued ones, or end the round.
    const hasRoom = sum(facts, ({ inFlight }) => inFlight) < concurrentTasks(document);
    const waitsForPeople = automation.people && sum(facts, ({ inFlight }) => inFlight) > 0;
    return sum(facts, ({ queued }) => queued) > 0 && hasRoom && !waitsForPeople && automation.wakeAt === undefined
      ? ports.now()
      : wakes;
  }
  // The last answers of a round may still show that the machine's labels must go back.
  if (automation.people) return ports.now();
  if (document.automation) await writeSummary(job, document, ports);
  await writeOutputManifest(job, document, ports);
  const nothingLabeled =
    sum(facts, ({ labeled, machineLabeled }) => labeled + machineLabeled) === 0 &&
    sum(facts, ({ failed }) => failed) > 0;
  await setStatus(job, ports, 'InProgress', {
    status: nothingLabeled ? 'Failed' : 'Completed',
    ...(nothingLabeled && {
      failureReason: 'ClientError: All objects failed; see failure-reason in the output manifest.',
    }),
  });
  return ports.now();
}

async function isEnoughLabeled(job: Job, document: JobDocument): Promise<boolean> {
  const conditions = document.request.StoppingConditions;
  if (!conditions) return false;
  const facts = await factsOfJob(job, document);
  const labeled = sum(facts, (one) => one.labeled);
  const others = sum(facts, (one) => one.labeledBefore + one.machineLabeled);
  const share = (100 * (labeled + others)) / document.ledger!.objects;
  return (
    labeled >= (conditions.MaxHumanLabeledObjectCount ?? Number.POSITIVE_INFINITY) ||
    share >= (conditions.MaxPercentageOfInputDatasetLabeled ?? Number.POSITIVE_INFINITY)
  );
}

const concurrentTasks = (document: JobDocument) =>
  document.request.HumanTaskConfig.MaxConcurrentTaskCount ?? DEFAULT_CONCURRENT_TASKS;

/**
 * Lets queued objects in, in order of the manifest, up to MaxConcurrentTaskCount.
 * @param people ids of those that people may be given; undefined: all
 */
async function admit(
  job: Job,
  document: JobDocument,
  ports: JobPorts,
  people: ReadonlySet<string> | undefined,
): Promise<void> {
  const withHook = preAnnotationHook(document, ports) !== undefined;
  let room = concurrentTasks(document) - sum(await factsOfJob(job, document), ({ inFlight }) => inFlight);
  for (const [shardIndex, stored] of job.shards(document).entries()) {
    if (room <= 0) return;
    const shard = await stored.read();
    if (factsOf(shard).queued === 0) continue;
    const isWanted = (index: number) => !people || people.has(objectIdOf(shardIndex, index));
    const objects = shard.objects
      .flatMap((object, index) => (object.state === 'queued' && isWanted(index) ? index : []))
      .slice(0, room);
    if (objects.length === 0) continue;
    await job.apply(document, shardIndex, { type: 'open', objects, withHook });
    room -= objects.length;
  }
}

async function finishStopping(job: Job, document: JobDocument, ports: JobPorts): Promise<number | undefined> {
  if (document.automation && document.automation.phase !== 'ended')
    for (const name of learningNames(document.reference, document.automation.round)) await ports.learning?.stop(name);
  for (const index of job.shards(document).keys()) await job.apply(document, index, { type: 'stop' });
  const wake = await advanceShards(job, document, ports);
  const facts = await factsOfJob(job, document);
  if (document.ledger && sum(facts, ({ settled }) => settled) < document.ledger.objects) return wake ?? ports.now();
  if (document.ledger) await writeOutputManifest(job, document, ports);
  await setStatus(job, ports, 'Stopping', { status: 'Stopped' });
  return ports.now();
}

/** Tells the event bus how the job ended; again after a crash in between. */
async function announce(job: Job, document: JobDocument, ports: JobPorts): Promise<void> {
  if (!isTerminal(document) || document.announced === document.status) return;
  if (document.loop) return finishLoop(job, document, document.loop, ports);
  await ports.emit({
    source: 'labelloop.labeling',
    'detail-type': 'SageMaker Ground Truth Labeling Job State Change',
    resources: [document.arn],
    time: new Date(document.modifiedAt).toISOString(),
    detail: { LabelingJobStatus: document.status },
  });
  await job.document.change((present) => ({ next: { ...present, announced: document.status }, result: undefined }));
}

/** Where the labels of the job stand, once there are any. */
export const outputManifestUri = (document: JobDocument) => outputLayout(document.request).manifest;
