import { withObject, withoutEffect } from './change-shard.ts';
import type { LedgerObject, Shard } from './shard.ts';
import { DONE, type EventOf, type Reduction } from './shard-event.ts';

/** Lets queued objects in: to the pre-annotation hook first, where the job has one. */
export function open(shard: Shard, { objects: indexes, withHook }: EventOf<'open'>, now: number): Reduction {
  const objects = [...shard.objects];
  const outbox = [...shard.outbox];
  for (const index of indexes) {
    const object = objects[index];
    if (object?.state !== 'queued') continue;
    objects[index] = withHook ? { ...object, state: 'preparing' } : { ...object, state: 'open', openedAt: now };
    if (withHook) outbox.push({ id: `prepare-${index}`, kind: 'prepare', object: index, attempts: 0, notBefore: now });
  }
  return { shard: { ...shard, objects, outbox }, outcome: DONE };
}

/** The hook has answered: workers may get the object, unless it wants none. */
export function prepared(shard: Shard, { object: index, humanRequired }: EventOf<'prepared'>, now: number): Reduction {
  const object = shard.objects[index]!;
  if (object.state !== 'preparing') return { shard, outcome: DONE };
  const next: LedgerObject = humanRequired
    ? { ...object, state: 'open', openedAt: now }
    : { ...object, state: 'unlabeled' };
  return { shard: withObject(withoutEffect(shard, `prepare-${index}`), index, next), outcome: DONE };
}

/** The hook gave no answer: the object has failed. */
export function preparationFailed(shard: Shard, { object: index, reason }: EventOf<'preparationFailed'>): Reduction {
  const object = shard.objects[index]!;
  if (object.state !== 'preparing') return { shard, outcome: DONE };
  const next: LedgerObject = { ...object, state: 'failed', failureReason: reason };
  return { shard: withObject(withoutEffect(shard, `prepare-${index}`), index, next), outcome: DONE };
}
