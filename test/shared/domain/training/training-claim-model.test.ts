import { expect, it } from '@jest/globals';
import type { DatasetHead } from '../../../../shared/contracts/dataset.ts';
import type { TrainingClaim } from '../../../../shared/contracts/training.ts';
import {
  claim,
  NO_TRAINING,
  releaseClaim,
  releaseFailed,
  trainingIsOwed,
} from '../../../../shared/domain/training/training-claim.ts';

/** Where an execution stands; each step reads one thing, or writes one thing by compare-and-set. */
type Step =
  | 'merge'
  | 'readClaim'
  | 'readHead'
  | 'describe'
  | 'writeClaim'
  | 'train'
  | 'readDone'
  | 'readDoneHead'
  | 'writeDone';

interface Execution {
  step: Step | 'ended' | 'dead';
  /** What it has read. */
  seen: TrainingClaim;
  seenVersion: number;
  head: number;
  holderRuns: boolean;
  fence: number;
  trains: number;
  loops: number;
}

interface World {
  document: TrainingClaim;
  documentVersion: number;
  head: number;
  executions: Execution[];
  /** Dead executions whose failure was recorded. */
  recorded: boolean[];
  trainings: { by: number; version: number; fence: number }[];
  crashes: number;
}

const training = { minImages: 1, minNewLabels: 1, maxStartsPerDay: 100, maxRuntimeSeconds: 60, instanceType: 'ml.x' };
const NOW = '2026-01-01T12:00:00.000Z';
const TWO_DAYS_LATER = '2026-01-03T12:00:00.000Z';
const arnOf = (index: number) => `arn:execution:${index}`;

const datasetAt = (head: number): DatasetHead | undefined =>
  head === 0
    ? undefined
    : {
        version: 1,
        writerId: '',
        head,
        versions: Array.from({ length: head }, (_, index) => ({
          datasetVersion: index + 1,
          folder: '',
          batches: {},
          train: 10 * (index + 1),
          validation: 2,
          added: 10,
        })),
      };
const needAt = (head: number, now = NOW) => ({ training, dataset: datasetAt(head), now });

/** Takes one step of one execution. */
function step(before: World, index: number): World {
  const world = structuredClone(before);
  const execution = world.executions[index]!;
  const arn = arnOf(index);
  const read = (next: Step) => {
    execution.seen = world.document;
    execution.seenVersion = world.documentVersion;
    execution.step = next;
  };
  /** Returns false after a lost race. */
  const write = (document: TrainingClaim | undefined) => {
    if (!document) return true;
    if (world.documentVersion !== execution.seenVersion) return false;
    world.document = document;
    world.documentVersion++;
    return true;
  };
  switch (execution.step) {
    case 'merge':
      world.head++;
      execution.step = 'readClaim';
      break;
    case 'readClaim':
      read('readHead');
      break;
    case 'readHead':
      execution.head = world.head;
      execution.step = 'describe';
      break;
    case 'describe': {
      const holder = world.executions.findIndex((_, other) => arnOf(other) === execution.seen.holder);
      execution.holderRuns = holder >= 0 && holder !== index && isRunning(world.executions[holder]!);
      execution.step = 'writeClaim';
      break;
    }
    case 'writeClaim': {
      const outcome = claim(execution.seen, arn, needAt(execution.head), execution.holderRuns);
      if (!write(outcome.next)) execution.step = 'readClaim';
      else if (outcome.decision === 'train') {
        execution.fence = (outcome.next ?? execution.seen).fence;
        execution.trains = execution.head;
        execution.step = 'train';
      } else execution.step = 'ended';
      break;
    }
    case 'train':
      world.trainings.push({ by: index, version: execution.trains, fence: execution.fence });
      execution.loops++;
      execution.step = 'readDone';
      break;
    case 'readDone':
      read('readDoneHead');
      break;
    case 'readDoneHead':
      execution.head = world.head;
      execution.step = 'writeDone';
      break;
    case 'writeDone': {
      const done = {
        executionArn: arn,
        fence: execution.fence,
        datasetVersion: execution.trains,
        mayGoOn: execution.loops < 5,
      };
      const outcome = releaseClaim(execution.seen, done, needAt(execution.head));
      if (!write(outcome.next)) execution.step = 'readDone';
      else execution.step = outcome.again ? 'readClaim' : 'ended';
      break;
    }
  }
  return world;
}

const isRunning = ({ step: at }: Execution) => at !== 'ended' && at !== 'dead';

function kill(before: World, index: number): World {
  const world = structuredClone(before);
  world.executions[index]!.step = 'dead';
  world.crashes++;
  return world;
}

function recordFailure(before: World, index: number): World {
  const world = structuredClone(before);
  world.recorded[index] = true;
  const next = releaseFailed(world.document, arnOf(index), world.head, NOW);
  if (next) {
    world.document = next;
    world.documentVersion++;
  }
  return world;
}

/** Every world that can follow, by one step, one crash (at most `maxCrashes`) or one recorded failure. */
function successors(world: World, maxCrashes: number): World[] {
  return world.executions.flatMap((execution, index) => {
    if (isRunning(execution)) return [step(world, index), ...(world.crashes < maxCrashes ? [kill(world, index)] : [])];
    return execution.step === 'dead' && !world.recorded[index] ? [recordFailure(world, index)] : [];
  });
}

/** Walks every interleaving; `check` sees each world once. Returns how many there are. */
function explore(maxCrashes: number, check: (world: World, isLast: boolean) => void): number {
  const fresh: Execution = {
    step: 'merge',
    seen: NO_TRAINING,
    seenVersion: 0,
    head: 0,
    holderRuns: false,
    fence: 0,
    trains: 0,
    loops: 0,
  };
  const start: World = {
    document: NO_TRAINING,
    documentVersion: 0,
    head: 0,
    executions: [{ ...fresh }, { ...fresh }],
    recorded: [false, false],
    trainings: [],
    crashes: 0,
  };
  const seen = new Set<string>();
  const queue = [start];
  for (let world = queue.pop(); world; world = queue.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.add(key);
    const next = successors(world, maxCrashes);
    check(world, next.length === 0);
    queue.push(...next);
  }
  return seen.size;
}

it('trains the last version of two batches that close together, and no version twice', () => {
  const endings = new Set<string>();
  const worlds = explore(0, (world, isLast) => {
    const versions = world.trainings.map(({ version }) => version);
    if (new Set(versions).size < versions.length) throw new Error(`trained twice: ${JSON.stringify(world)}`);
    if (!isLast) return;
    endings.add(versions.join(','));
    expect([world.document.holder, world.document.trained]).toEqual([null, 2]);
  });
  expect([...endings].sort()).toEqual(['1,2', '2']);
  expect(worlds).toBeGreaterThan(100);
});

it('loses no wake-up wherever one or both executions die: the last version is trained, or the sweep owes it', () => {
  let endings = 0;
  explore(2, ({ document, executions, trainings, head }, isLast) => {
    if (!isLast) return;
    endings++;
    const owed = trainingIsOwed(document, needAt(head, TWO_DAYS_LATER), false);
    const cared = Math.max(document.trained, owed ? document.wanted : 0);
    if (cared < head) throw new Error(`lost: ${JSON.stringify({ document, executions })}`);
    const fences = trainings.map(({ fence }) => fence);
    expect([...fences].sort()).toEqual(fences);
  });
  expect(endings).toBeGreaterThan(100);
});

it('gives every execution that trains a fence of its own, and the newest one the highest', () => {
  explore(2, ({ document, trainings }) => {
    const owners = new Map(trainings.map(({ fence, by }) => [fence, by]));
    const shared = trainings.filter(({ fence, by }) => owners.get(fence) !== by || fence > document.fence || fence < 1);
    if (shared.length > 0) throw new Error(`a fence is shared: ${JSON.stringify({ document, trainings })}`);
  });
});
