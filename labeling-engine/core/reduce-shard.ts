import {
  type AnswerReference,
  expiresAt,
  isFreeFor,
  isSettled,
  type Lease,
  type LedgerObject,
  type LedgerSettings,
  needsComparison,
  nextBatch,
  SHARD_SIZE,
  type Shard,
  wantedOf,
} from './ledger.ts';

/** What can happen to a shard. `object` is the index in the shard. */
export type ShardEvent =
  | { type: 'open'; objects: number[]; withHook: boolean }
  | { type: 'prepared'; object: number; humanRequired: boolean }
  | { type: 'preparationFailed'; object: number; reason: string }
  /** @property passOver objects that are not wanted now */
  | { type: 'lease'; workerId: string; leaseId: string; passOver?: readonly number[] }
  | { type: 'renew'; object: number; workerId: string; leaseId: string }
  | { type: 'release'; object: number; workerId: string; leaseId: string }
  | { type: 'answer'; object: number; answer: AnswerReference }
  | { type: 'decline'; object: number; workerId: string; reason: string }
  | { type: 'reopen'; object: number; workerId: string; leaseId: string }
  | { type: 'compared'; object: number; of: string; agree: boolean }
  | { type: 'consolidated'; batch: number; labeled: number[]; failed: Array<{ object: number; reason: string }> }
  | { type: 'effectFailed'; id: string; retryAt: number }
  | { type: 'tick' }
  | { type: 'stop' };

export type ShardOutcome =
  | { type: 'done' }
  | { type: 'leased'; object: number; lease: Lease }
  /** Nothing for this worker here. */
  | { type: 'nothing' }
  | { type: 'counted' }
  | { type: 'repeated'; submittedAt: number }
  | { type: 'alreadySubmitted' }
  /** The object needs no answer of this worker (any more). */
  | { type: 'notNeeded' }
  | { type: 'consolidated' };

export interface Reduction {
  shard: Shard;
  outcome: ShardOutcome;
}

/** Ground Truth's own words for an object that nobody labeled in time. */
export const TASKS_EXPIRED =
  'ClientError: Annotation tasks expired.  Probable Reasons are 1) TaskAvailabilityLifetimeInSeconds parameter is too small.  2) Reward is too low.  3) If you use a custom html template, your template may be broken.  4) Data in your input manifest is broken or too big.  5) All workers declined the tasks.';

const done: ShardOutcome = { type: 'done' };

/**
 * The rules of a job's ledger: pure, total, safe to repeat. Effects are part of the state (`outbox`), so that they become
 * durable with the very write that wants them.
 */
export function reduceShard(shard: Shard, event: ShardEvent, now: number, settings: LedgerSettings): Reduction {
  switch (event.type) {
    case 'open':
      return { shard: openObjects(shard, event.objects, event.withHook, now), outcome: done };
    case 'prepared':
      return { shard: prepared(shard, event.object, event.humanRequired, now), outcome: done };
    case 'preparationFailed':
      return { shard: preparationFailed(shard, event.object, event.reason), outcome: done };
    case 'lease':
      return lease(shard, event, now, settings);
    case 'renew':
      return renew(shard, event.object, event.workerId, event.leaseId, now, settings);
    case 'release':
      return { shard: withoutLease(shard, event.object, event.workerId, event.leaseId), outcome: done };
    case 'answer':
      return answer(shard, event.object, event.answer, settings);
    case 'decline':
      return decline(shard, event.object, event.workerId, event.reason, now, settings);
    case 'reopen':
      return reopen(shard, event.object, event.workerId, event.leaseId, now, settings);
    case 'compared':
      return { shard: compared(shard, event.object, event.of, event.agree), outcome: done };
    case 'consolidated':
      return { shard: consolidated(shard, event.batch, event.labeled, event.failed), outcome: done };
    case 'effectFailed':
      return { shard: effectFailed(shard, event.id, event.retryAt), outcome: done };
    case 'tick':
      return { shard: formBatch(expire(shard, now, settings), now, settings), outcome: done };
    case 'stop':
      return { shard: stop(shard, now, settings), outcome: done };
  }
}

function change(shard: Shard, index: number, next: LedgerObject): Shard {
  return { ...shard, objects: shard.objects.with(index, next) };
}

const withoutEffect = (shard: Shard, id: string): Shard => ({
  ...shard,
  outbox: shard.outbox.filter((effect) => effect.id !== id),
});

function openObjects(shard: Shard, indexes: number[], withHook: boolean, now: number): Shard {
  const objects = [...shard.objects];
  const outbox = [...shard.outbox];
  for (const index of indexes) {
    const object = objects[index];
    if (object?.state !== 'queued') continue;
    objects[index] = withHook ? { ...object, state: 'preparing' } : { ...object, state: 'open', openedAt: now };
    if (withHook) outbox.push({ id: `prepare-${index}`, kind: 'prepare', object: index, attempts: 0, notBefore: now });
  }
  return { ...shard, objects, outbox };
}

function prepared(shard: Shard, index: number, humanRequired: boolean, now: number): Shard {
  const object = shard.objects[index]!;
  if (object.state !== 'preparing') return shard;
  const next: LedgerObject = humanRequired
    ? { ...object, state: 'open', openedAt: now }
    : { ...object, state: 'unlabeled' };
  return change(withoutEffect(shard, `prepare-${index}`), index, next);
}

function preparationFailed(shard: Shard, index: number, reason: string): Shard {
  const object = shard.objects[index]!;
  if (object.state !== 'preparing') return shard;
  return change(withoutEffect(shard, `prepare-${index}`), index, { ...object, state: 'failed', failureReason: reason });
}

function lease(
  shard: Shard,
  { workerId, leaseId, passOver = [] }: Extract<ShardEvent, { type: 'lease' }>,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const index = shard.objects.findIndex(
    (object, at) => !passOver.includes(at) && isFreeFor(object, workerId, now, settings),
  );
  if (index < 0) return { shard, outcome: { type: 'nothing' } };
  const object = shard.objects[index]!;
  const granted: Lease = {
    leaseId,
    workerId,
    acceptedAt: now,
    expiresAt: now + Math.min(settings.leaseMs, settings.timeLimitMs),
    reopens: false,
  };
  const others = object.leases.filter((other) => other.workerId !== workerId);
  return {
    shard: change(shard, index, { ...object, leases: [...others, granted] }),
    outcome: { type: 'leased', object: index, lease: granted },
  };
}

function renew(
  shard: Shard,
  index: number,
  workerId: string,
  leaseId: string,
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
    shard: change(shard, index, { ...object, leases }),
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

function withoutLease(shard: Shard, index: number, workerId: string, leaseId: string): Shard {
  const object = shard.objects[index]!;
  const leases = object.leases.filter((other) => other.leaseId !== leaseId || other.workerId !== workerId);
  return leases.length === object.leases.length ? shard : change(shard, index, { ...object, leases });
}

function answer(shard: Shard, index: number, given: AnswerReference, settings: LedgerSettings): Reduction {
  const object = shard.objects[index]!;
  const former = object.answers.find((other) => other.workerId === given.workerId);
  if (former?.leaseId === given.leaseId) {
    const isSame = former.contentHash === given.contentHash;
    return {
      shard,
      outcome: isSame ? { type: 'repeated', submittedAt: former.submittedAt } : { type: 'alreadySubmitted' },
    };
  }
  const reopened = object.leases.some((held) => held.leaseId === given.leaseId && held.reopens);
  const isWanted =
    object.state === 'open' &&
    (former
      ? reopened
      : object.answers.length < wantedOf(object, settings) &&
        !object.shortBecause &&
        !object.declines.some((other) => other.workerId === given.workerId));
  if (!isWanted) return { shard, outcome: { type: 'notNeeded' } };
  const next: LedgerObject = {
    ...object,
    leases: object.leases.filter((held) => held.workerId !== given.workerId),
    answers: [...object.answers.filter((other) => other !== former), given],
  };
  const { agreed: _, ...unseen } = next;
  const counted = change(shard, index, unseen);
  return {
    shard: needsComparison(unseen, settings) ? withComparison(counted, index, given.submittedAt) : counted,
    outcome: { type: 'counted' },
  };
}

function withComparison(shard: Shard, index: number, now: number): Shard {
  const id = `compare-${index}`;
  if (shard.outbox.some((effect) => effect.id === id)) return shard;
  return { ...shard, outbox: [...shard.outbox, { id, kind: 'compare', object: index, attempts: 0, notBefore: now }] };
}

/** Names the very answers that a comparison has seen. */
export const comparisonOf = ({ answers }: LedgerObject) => answers.map(({ contentHash }) => contentHash).join(' ');

/** Answers that changed meanwhile are compared again: the effect stays. */
function compared(shard: Shard, index: number, of: string, agree: boolean): Shard {
  const object = shard.objects[index]!;
  if (object.state === 'open' && comparisonOf(object) !== of) return shard;
  const seen = withoutEffect(shard, `compare-${index}`);
  if (object.state !== 'open') return seen;
  return change(seen, index, agree ? { ...object, agreed: true } : { ...object, wanted: object.answers.length + 1 });
}

function decline(
  shard: Shard,
  index: number,
  workerId: string,
  reason: string,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const object = shard.objects[index]!;
  if (object.declines.some((other) => other.workerId === workerId)) return { shard, outcome: done };
  if (object.state !== 'open' || object.answers.some((given) => given.workerId === workerId))
    return { shard, outcome: { type: 'notNeeded' } };
  const next: LedgerObject = {
    ...object,
    leases: object.leases.filter((held) => held.workerId !== workerId),
    declines: [...object.declines, { workerId, reason, at: now }],
  };
  const isGivenUp =
    next.declines.length >= settings.workersPerObject && next.answers.length < wantedOf(object, settings);
  return { shard: change(shard, index, isGivenUp ? giveUp(next, 'declined') : next), outcome: done };
}

/** Ends the wait for more answers: what is there is consolidated, nothing there has failed. */
function giveUp(object: LedgerObject, because: 'expired' | 'declined'): LedgerObject {
  return object.answers.length > 0
    ? { ...object, shortBecause: because }
    : { ...object, state: 'failed', leases: [], failureReason: TASKS_EXPIRED };
}

function reopen(
  shard: Shard,
  index: number,
  workerId: string,
  leaseId: string,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const object = shard.objects[index]!;
  if (object.state !== 'open') return { shard, outcome: { type: 'consolidated' } };
  if (!object.answers.some((given) => given.workerId === workerId)) return { shard, outcome: { type: 'notNeeded' } };
  const held = object.leases.find((other) => other.workerId === workerId && other.reopens && other.expiresAt > now);
  if (held) return { shard, outcome: { type: 'leased', object: index, lease: held } };
  const granted: Lease = {
    leaseId,
    workerId,
    acceptedAt: now,
    expiresAt: now + Math.min(settings.leaseMs, settings.timeLimitMs),
    reopens: true,
  };
  const others = object.leases.filter((other) => other.workerId !== workerId);
  return {
    shard: change(shard, index, { ...object, leases: [...others, granted] }),
    outcome: { type: 'leased', object: index, lease: granted },
  };
}

function consolidated(
  shard: Shard,
  batch: number,
  labeled: number[],
  failed: Array<{ object: number; reason: string }>,
): Shard {
  const objects = [...shard.objects];
  const settle = (index: number, next: Partial<LedgerObject>) => {
    const object = objects[index]!;
    if (object.state === 'consolidating' && object.batch === batch) objects[index] = { ...object, ...next, leases: [] };
  };
  for (const index of labeled) settle(index, { state: 'labeled' });
  for (const { object, reason } of failed) settle(object, { state: 'failed', failureReason: reason });
  return withoutEffect({ ...shard, objects }, `consolidate-${batch}`);
}

function effectFailed(shard: Shard, id: string, retryAt: number): Shard {
  return {
    ...shard,
    outbox: shard.outbox.map((effect) =>
      effect.id === id ? { ...effect, attempts: effect.attempts + 1, notBefore: retryAt } : effect,
    ),
  };
}

function expire(shard: Shard, now: number, settings: LedgerSettings): Shard {
  const isDue = (object: LedgerObject) => (expiresAt(object, settings) ?? Number.POSITIVE_INFINITY) <= now;
  if (!shard.objects.some(isDue)) return shard;
  return { ...shard, objects: shard.objects.map((object) => (isDue(object) ? giveUp(object, 'expired') : object)) };
}

function formBatch(shard: Shard, now: number, settings: LedgerSettings): Shard {
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

/** Stop keeps what is done: complete objects are consolidated at once, the others stay as they were. */
function stop(shard: Shard, now: number, settings: LedgerSettings): Shard {
  const isComplete = (object: LedgerObject) =>
    object.answers.length >= wantedOf(object, settings) || object.shortBecause !== undefined;
  const objects = shard.objects.map((object) =>
    isSettled(object) || object.state === 'consolidating' || (object.state === 'open' && isComplete(object))
      ? { ...object, leases: [], ...(needsComparison(object, settings) && { agreed: true }) }
      : { ...object, state: 'unlabeled' as const, leases: [] },
  );
  const outbox = shard.outbox.filter((effect) => effect.kind === 'consolidate');
  return formBatch({ ...shard, objects, outbox }, now, { ...settings, graceMs: 0 });
}
