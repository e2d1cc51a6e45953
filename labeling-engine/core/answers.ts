import { withObject, withoutEffect } from './change-shard.ts';
import { expiresAt, type LedgerObject, type LedgerSettings, needsWeighing, type Shard, wantedOf } from './shard.ts';
import { DONE, type EventOf, type Reduction } from './shard-event.ts';

/** Ground Truth's own words for an object that nobody labeled in time. */
const TASKS_EXPIRED =
  'ClientError: Annotation tasks expired.  Probable Reasons are 1) TaskAvailabilityLifetimeInSeconds parameter is too small.  2) Reward is too low.  3) If you use a custom html template, your template may be broken.  4) Data in your input manifest is broken or too big.  5) All workers declined the tasks.';

const REASON_CHARACTERS = 1024;

/** Counts an answer once, while the object needs one of this worker. */
export function answer(
  shard: Shard,
  { object: index, answer: given }: EventOf<'answer'>,
  settings: LedgerSettings,
): Reduction {
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
  const { suffices: _, ...unweighed } = next;
  const counted = withObject(shard, index, unweighed);
  return {
    shard: needsWeighing(unweighed, settings) ? withWeighing(counted, index, given.submittedAt) : counted,
    outcome: { type: 'counted' },
  };
}

function withWeighing(shard: Shard, index: number, now: number): Shard {
  const id = `weigh-${index}`;
  if (shard.outbox.some((effect) => effect.id === id)) return shard;
  return { ...shard, outbox: [...shard.outbox, { id, kind: 'weigh', object: index, attempts: 0, notBefore: now }] };
}

/** Names the very answers that were weighed. */
export const answersOf = ({ answers }: LedgerObject) => answers.map(({ contentHash }) => contentHash).join(' ');

/** Asks one worker more, or none. Answers that changed meanwhile are weighed again: the effect stays. */
export function weighed(shard: Shard, { object: index, of, suffices }: EventOf<'weighed'>): Reduction {
  const object = shard.objects[index]!;
  const isOpen = object.state === 'open';
  if (isOpen && answersOf(object) !== of) return { shard, outcome: DONE };
  const seen = withoutEffect(shard, `weigh-${index}`);
  if (!isOpen || seen.outbox.length === shard.outbox.length) return { shard: seen, outcome: DONE };
  const next = suffices ? { ...object, suffices: true } : { ...object, wanted: object.answers.length + 1 };
  return { shard: withObject(seen, index, next), outcome: DONE };
}

/** Leaves the object to other workers, and gives it up when as many have declined as were wanted. */
export function decline(
  shard: Shard,
  { object: index, workerId, reason }: EventOf<'decline'>,
  now: number,
  settings: LedgerSettings,
): Reduction {
  const object = shard.objects[index]!;
  if (object.declines.some((other) => other.workerId === workerId)) return { shard, outcome: DONE };
  if (object.state !== 'open' || object.answers.some((given) => given.workerId === workerId))
    return { shard, outcome: { type: 'notNeeded' } };
  const next: LedgerObject = {
    ...object,
    leases: object.leases.filter((held) => held.workerId !== workerId),
    declines: [...object.declines, { workerId, reason, at: now }],
  };
  const isGivenUp =
    next.declines.length >= settings.workersPerObject && next.answers.length < wantedOf(object, settings);
  return { shard: withObject(shard, index, isGivenUp ? giveUp(next, 'declined') : next), outcome: DONE };
}

/** Ends the wait for more answers: what is there is consolidated, nothing there has failed. */
function giveUp(object: LedgerObject, because: 'expired' | 'declined'): LedgerObject {
  return object.answers.length > 0
    ? { ...object, shortBecause: because }
    : { ...object, state: 'failed', leases: [], failureReason: whyUnlabeled(object) };
}

/** What the workers said who declined it follows Ground Truth's words. */
function whyUnlabeled({ declines }: LedgerObject): string {
  if (declines.length === 0) return TASKS_EXPIRED;
  return `${TASKS_EXPIRED} They said: ${declines.map(({ reason }) => reason).join('; ')}`.slice(0, REASON_CHARACTERS);
}

/** Gives up the objects that have waited for workers too long. */
export function expire(shard: Shard, now: number, settings: LedgerSettings): Shard {
  const isDue = (object: LedgerObject) => (expiresAt(object, settings) ?? Number.POSITIVE_INFINITY) <= now;
  if (!shard.objects.some(isDue)) return shard;
  return { ...shard, objects: shard.objects.map((object) => (isDue(object) ? giveUp(object, 'expired') : object)) };
}
