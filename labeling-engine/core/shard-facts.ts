import { nextBatch } from './batches.ts';
import { expiresAt, isSettled, type LedgerSettings, type Shard } from './shard.ts';

/** What a shard says about itself; sums over shards are the job's counters. */
export interface ShardFacts {
  /** How many objects people have labeled. */
  labeled: number;
  machineLabeled: number;
  failed: number;
  /** Neither labeled nor failed; lines that were labeled before the job are nobody's. */
  unlabeled: number;
  labeledBefore: number;
  queued: number;
  /** Between `queued` and settled: what MaxConcurrentTaskCount limits. */
  inFlight: number;
  settled: number;
  /** Answers counted, per worker. */
  answersByWorker: Map<string, number>;
}

const known = new WeakMap<Shard, ShardFacts>();

export function factsOf(shard: Shard): ShardFacts {
  let facts = known.get(shard);
  if (!facts) {
    facts = count(shard);
    known.set(shard, facts);
  }
  return facts;
}

function count(shard: Shard): ShardFacts {
  const answersByWorker = new Map<string, number>();
  const inState = new Map<string, number>();
  for (const object of shard.objects) {
    inState.set(object.state, (inState.get(object.state) ?? 0) + 1);
    for (const { workerId } of object.answers) answersByWorker.set(workerId, (answersByWorker.get(workerId) ?? 0) + 1);
  }
  const of = (state: string) => inState.get(state) ?? 0;
  const settled = shard.objects.filter(isSettled).length;
  return {
    labeled: of('labeled'),
    machineLabeled: of('machineLabeled'),
    failed: of('failed'),
    unlabeled: shard.objects.length - of('labeled') - of('machineLabeled') - of('failed') - of('labeledBefore'),
    labeledBefore: of('labeledBefore'),
    queued: of('queued'),
    inFlight: shard.objects.length - settled - of('queued'),
    settled,
    answersByWorker,
  };
}

/** When a `tick` can next change the shard; effects are asked for apart. */
export function nextTickAt(shard: Shard, now: number, settings: LedgerSettings): number {
  if (factsOf(shard).inFlight === 0) return Number.POSITIVE_INFINITY;
  let at = nextBatch(shard, now, settings).at;
  for (const object of shard.objects) at = Math.min(at, expiresAt(object, settings) ?? Number.POSITIVE_INFINITY);
  return at;
}
