import { withObject } from './change-shard.ts';
import { isFreeFor, type Lease, type LedgerObject, type LedgerSettings, type Shard } from './shard.ts';
import { DONE, type EventOf, type Reduction } from './shard-event.ts';

/** Gives the worker the first object that is free for them. */
export function lease(
  shard: Shard,
  { workerId, leaseId, passOver = [] }: EventOf<'lease'>,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const index = shard.objects.findIndex(
    (object, at) => !passOver.includes(at) && isFreeFor(object, workerId, now, settings),
  );
  if (index < 0) return { shard, outcome: { type: 'nothing' } };
  return grant(shard, index, { leaseId, workerId, reopens: false }, now, settings);
}

/** Prolongs a lease, up to the task's time limit. */
export function renew(
  shard: Shard,
  { object: index, workerId, leaseId }: EventOf<'renew'>,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const object = shard.objects[index]!;
  const held = object.leases.find((other) => other.leaseId === leaseId && other.workerId === workerId);
  const isWanted = held && object.state === 'open' && (held.reopens || isWantedWithout(object, held, now, settings));
  if (!isWanted) return { shard, outcome: { type: 'notNeeded' } };
  const renewed: Lease = {
    ...held,
    expiresAt: Math.max(held.expiresAt, Math.min(now + settings.leaseMs, held.acceptedAt + settings.timeLimitMs)),
  };
  const leases = object.leases.map((other) => (other === held ? renewed : other));
  return {
    shard: withObject(shard, index, { ...object, leases }),
    outcome: { type: 'leased', object: index, lease: renewed },
  };
}

/** An expired lease revives only while nobody else has taken its place. */
function isWantedWithout(object: LedgerObject, held: Lease, now: number, settings: LedgerSettings): boolean {
  return isFreeFor(
    { ...object, leases: object.leases.filter((other) => other !== held) },
    held.workerId,
    now,
    settings,
  );
}

/** Gives the object back: the worker may get it again. */
export function release(shard: Shard, { object: index, workerId, leaseId }: EventOf<'release'>): Reduction {
  const object = shard.objects[index]!;
  const leases = object.leases.filter((other) => other.leaseId !== leaseId || other.workerId !== workerId);
  const isHeld = leases.length < object.leases.length;
  return { shard: isHeld ? withObject(shard, index, { ...object, leases }) : shard, outcome: DONE };
}

/** Lets a worker change an answer already counted, until the object is consolidated. */
export function reopen(
  shard: Shard,
  { object: index, workerId, leaseId }: EventOf<'reopen'>,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const object = shard.objects[index]!;
  if (object.state !== 'open') return { shard, outcome: { type: 'consolidated' } };
  if (!object.answers.some((given) => given.workerId === workerId)) return { shard, outcome: { type: 'notNeeded' } };
  const held = object.leases.find((other) => other.workerId === workerId && other.reopens && other.expiresAt > now);
  if (held) return { shard, outcome: { type: 'leased', object: index, lease: held } };
  return grant(shard, index, { leaseId, workerId, reopens: true }, now, settings);
}

/** A new lease in the place of the worker's former ones. */
function grant(
  shard: Shard,
  index: number,
  own: Pick<Lease, 'leaseId' | 'workerId' | 'reopens'>,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const object = shard.objects[index]!;
  const granted: Lease = {
    ...own,
    acceptedAt: now,
    expiresAt: now + Math.min(settings.leaseMs, settings.timeLimitMs),
  };
  const others = object.leases.filter((other) => other.workerId !== own.workerId);
  return {
    shard: withObject(shard, index, { ...object, leases: [...others, granted] }),
    outcome: { type: 'leased', object: index, lease: granted },
  };
}
