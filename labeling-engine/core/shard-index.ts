import { isGettable, type Lease, type LedgerObject, type LedgerSettings, mayStillGet, type Shard } from './shard.ts';

/** Where in a shard to look for a worker's task, so that nobody walks through thousands of objects for each request. */
export interface ShardIndex {
  /** Leases that carry a first answer, live or not, by worker. */
  leases: ReadonlyMap<string, ReadonlyArray<{ index: number; lease: Lease }>>;
  /** Open objects that want more answers. */
  open: readonly number[];
  /** Objects that anybody may still get: nobody has answered or declined them. */
  untouched: number;
  /** Objects that some may still get. */
  touched: readonly LedgerObject[];
}

const known = new WeakMap<Shard, ShardIndex>();

/** The shard's index; `settings` are always those of the shard's job. */
export function indexOf(shard: Shard, settings: LedgerSettings): ShardIndex {
  let index = known.get(shard);
  if (!index) {
    index = buildIndex(shard, settings);
    known.set(shard, index);
  }
  return index;
}

function buildIndex(shard: Shard, settings: LedgerSettings): ShardIndex {
  const leases = new Map<string, Array<{ index: number; lease: Lease }>>();
  const open: number[] = [];
  const touched: LedgerObject[] = [];
  let untouched = 0;
  for (const [index, object] of shard.objects.entries()) {
    for (const lease of object.leases) {
      if (lease.reopens) continue;
      const own = leases.get(lease.workerId) ?? [];
      own.push({ index, lease });
      leases.set(lease.workerId, own);
    }
    if (!isGettable(object, settings)) continue;
    if (object.state === 'open') open.push(index);
    if (object.answers.length + object.declines.length > 0) touched.push(object);
    else untouched += 1;
  }
  return { leases, open, untouched, touched };
}

/** How many objects of the shard the worker could be given, now or later. */
export function countGettable(shard: Shard, workerId: string, settings: LedgerSettings): number {
  const { untouched, touched } = indexOf(shard, settings);
  return untouched + touched.filter((object) => mayStillGet(object, workerId, settings)).length;
}
