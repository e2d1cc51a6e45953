import { withoutEffect } from './change-shard.ts';
import {
  isSettled,
  type LedgerObject,
  type LedgerSettings,
  needsWeighing,
  readyToConsolidateAt,
  SHARD_SIZE,
  type Shard,
  wantedOf,
} from './shard.ts';
import { DONE, type EventOf, type Reduction } from './shard-event.ts';

/** Most objects of one consolidation request. */
const BATCH_SIZE = 50;
/** A batch below this size waits so long for company, unless nothing else is under way. */
const BATCH_GATHER_MS = 1000;
const SMALL_BATCH = 25;

/** The objects (index in the shard) that form the next batch now, and when to look again if none does. */
export function nextBatch(shard: Shard, now: number, settings: LedgerSettings): { objects: number[]; at: number } {
  if (shard.outbox.some((effect) => effect.kind === 'consolidate'))
    return { objects: [], at: Number.POSITIVE_INFINITY };
  const ready: number[] = [];
  let oldest = Number.POSITIVE_INFINITY;
  let later = Number.POSITIVE_INFINITY;
  let others = false;
  for (const [index, object] of shard.objects.entries()) {
    const at = readyToConsolidateAt(object, settings);
    if (at === undefined) others ||= !isSettled(object) && object.state !== 'consolidating';
    else if (at <= now) {
      ready.push(index);
      oldest = Math.min(oldest, at);
    } else {
      others = true;
      later = Math.min(later, at);
    }
  }
  if (ready.length === 0) return { objects: [], at: later };
  if (!others || ready.length >= SMALL_BATCH || oldest + BATCH_GATHER_MS <= now)
    return { objects: ready.slice(0, BATCH_SIZE), at: now };
  return { objects: [], at: oldest + BATCH_GATHER_MS };
}

/** Takes the objects that are ready out to consolidation, if there are enough of them. */
export function formBatch(shard: Shard, now: number, settings: LedgerSettings): Shard {
  const { objects: indexes } = nextBatch(shard, now, settings);
  if (indexes.length === 0) return shard;
  const batch = shard.batches * settings.shards + shard.firstObject / SHARD_SIZE + 1;
  const members = new Set(indexes);
  return {
    ...shard,
    batches: shard.batches + 1,
    objects: shard.objects.map((object, index) =>
      members.has(index) ? { ...object, state: 'consolidating', batch } : object,
    ),
    outbox: [
      ...shard.outbox,
      {
        id: `consolidate-${batch}`,
        kind: 'consolidate',
        batch,
        objects: indexes,
        at: now,
        attempts: 0,
        notBefore: now,
      },
    ],
  };
}

/** Settles the objects of a batch. */
export function consolidated(shard: Shard, { batch, labeled, failed }: EventOf<'consolidated'>): Reduction {
  const objects = [...shard.objects];
  const settle = (index: number, next: Partial<LedgerObject>) => {
    const object = objects[index]!;
    if (object.state === 'consolidating' && object.batch === batch) objects[index] = { ...object, ...next, leases: [] };
  };
  for (const index of labeled) settle(index, { state: 'labeled' });
  for (const { object, reason } of failed) settle(object, { state: 'failed', failureReason: reason });
  return { shard: withoutEffect({ ...shard, objects }, `consolidate-${batch}`), outcome: DONE };
}

/** Stop keeps what is done: complete objects are consolidated at once, the others stay as they were. */
export function stop(shard: Shard, now: number, settings: LedgerSettings): Reduction {
  const isComplete = (object: LedgerObject) =>
    object.answers.length >= wantedOf(object, settings) || object.shortBecause !== undefined;
  const objects = shard.objects.map((object) =>
    isSettled(object) || object.state === 'consolidating' || (object.state === 'open' && isComplete(object))
      ? { ...object, leases: [], ...(needsWeighing(object, settings) && { suffices: true }) }
      : { ...object, state: 'unlabeled' as const, leases: [] },
  );
  const outbox = shard.outbox.filter((effect) => effect.kind === 'consolidate');
  return { shard: formBatch({ ...shard, objects, outbox }, now, { ...settings, graceMs: 0 }), outcome: DONE };
}
