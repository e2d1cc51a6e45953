/**
 * The ledger of a labeling job: one shard document per `SHARD_SIZE` data objects. Answers themselves are objects of
 * their own; a shard holds references. Times are milliseconds since 1970; object numbers are lines of the input
 * manifest, from 0.
 */

export const SHARD_SIZE = 250;

export interface Lease {
  leaseId: string;
  workerId: string;
  acceptedAt: number;
  expiresAt: number;
  /** The worker changes an answer already counted. */
  reopens: boolean;
}

export interface AnswerReference {
  workerId: string;
  /** Names the stored answer; one lease carries one answer. */
  leaseId: string;
  contentHash: string;
  acceptedAt: number;
  submittedAt: number;
  secondsWorked: number;
}

export type ObjectState =
  /** Waits until MaxConcurrentTaskCount lets it in. */
  | 'queued'
  /** The pre-annotation hook is asked. */
  | 'preparing'
  /** Workers may get it. */
  | 'open'
  | 'consolidating'
  | 'labeled'
  /** Labeled by a model of the job; see `round`. */
  | 'machineLabeled'
  | 'failed'
  /** The pre-annotation hook wants no human, or the job ended first: the line stays as it was. */
  | 'unlabeled'
  /** The input line carries the label attribute already. */
  | 'labeledBefore';

export interface LedgerObject {
  state: ObjectState;
  openedAt?: number;
  leases: Lease[];
  answers: AnswerReference[];
  declines: Array<{ workerId: string; reason: string; at: number }>;
  /** Why the object was consolidated with fewer answers than asked for. */
  shortBecause?: 'expired' | 'declined';
  /** Answers wanted so far, where workers are added one at a time. */
  wanted?: number;
  /** The answers suffice: no further worker is asked. */
  suffices?: boolean;
  /** The consolidation batch that holds the object's label. */
  batch?: number;
  failureReason?: string;
  /** The round whose model labeled it. */
  round?: number;
}

/** Something to do outside, exactly as durable as the state that wants it; may run more than once. */
export type Effect =
  | { id: string; kind: 'prepare'; object: number; attempts: number; notBefore: number }
  | { id: string; kind: 'weigh'; object: number; attempts: number; notBefore: number }
  | {
      id: string;
      kind: 'consolidate';
      batch: number;
      objects: number[];
      at: number;
      attempts: number;
      notBefore: number;
    };

export interface Shard {
  version: 1;
  writerId: string;
  /** Object number of `objects[0]`. */
  firstObject: number;
  objects: LedgerObject[];
  outbox: Effect[];
  /** Batches formed so far in this shard. */
  batches: number;
}

export interface LedgerSettings {
  workersPerObject: number;
  /** Workers asked at first; one more only while their answers do not suffice. Missing = all at once. */
  fewestWorkers?: number;
  /** How long an object waits for workers. */
  availabilityMs: number;
  /** The longest a worker may keep a task. */
  timeLimitMs: number;
  /** A lease's length; renewals prolong it up to the time limit. */
  leaseMs: number;
  /** How long an answer can be reopened at least. */
  graceMs: number;
  /** Shards of the job: makes batch numbers unique in the job. */
  shards: number;
}

export const newObject = (state: ObjectState): LedgerObject => ({ state, leases: [], answers: [], declines: [] });

export const newShard = (writerId: string, firstObject: number, states: ObjectState[]): Shard => ({
  version: 1,
  writerId,
  firstObject,
  objects: states.map(newObject),
  outbox: [],
  batches: 0,
});

export const isSettled = ({ state }: LedgerObject) =>
  state === 'labeled' ||
  state === 'machineLabeled' ||
  state === 'failed' ||
  state === 'unlabeled' ||
  state === 'labeledBefore';

const liveLeases = (object: LedgerObject, now: number) => object.leases.filter((lease) => lease.expiresAt > now);

/** Whether the worker can be given the object now. */
export function isFreeFor(object: LedgerObject, workerId: string, now: number, settings: LedgerSettings): boolean {
  if (object.state !== 'open' || !mayStillGet(object, workerId, settings)) return false;
  const live = liveLeases(object, now);
  if (live.some((lease) => lease.workerId === workerId)) return false;
  return object.answers.length + live.length < wantedOf(object, settings);
}

/** Answers that the object wants now. */
export const wantedOf = (object: LedgerObject, settings: LedgerSettings) =>
  object.wanted ?? settings.fewestWorkers ?? settings.workersPerObject;

/** Whether it has to be seen first if the answers suffice. */
export const needsWeighing = (object: LedgerObject, settings: LedgerSettings) =>
  object.answers.length >= wantedOf(object, settings) &&
  object.answers.length < settings.workersPerObject &&
  !object.suffices &&
  !object.shortBecause;

/** Whether the object wants answers of workers, now or once it is let in. */
export const isGettable = (object: LedgerObject, settings: LedgerSettings) =>
  (object.state === 'open' || object.state === 'queued' || object.state === 'preparing') &&
  !object.shortBecause &&
  object.answers.length < wantedOf(object, settings);

/** Whether the worker could be given the object, now or when somebody gives it back. */
export function mayStillGet(object: LedgerObject, workerId: string, settings: LedgerSettings): boolean {
  return (
    isGettable(object, settings) &&
    !object.answers.some((answer) => answer.workerId === workerId) &&
    !object.declines.some((decline) => decline.workerId === workerId)
  );
}

/** When an open object can be consolidated: undefined while it waits for answers. */
export function readyToConsolidateAt(object: LedgerObject, settings: LedgerSettings): number | undefined {
  if (object.state !== 'open') return undefined;
  if (object.answers.length < wantedOf(object, settings) && !object.shortBecause) return undefined;
  if (needsWeighing(object, settings)) return undefined;
  const reopened = object.leases.filter((lease) => lease.reopens).map((lease) => lease.expiresAt);
  const lastAnswer = Math.max(...object.answers.map((answer) => answer.submittedAt));
  return Math.max(lastAnswer + settings.graceMs, ...reopened);
}

/** When the object stops waiting for workers who have not come; work under way is waited for. */
export function expiresAt(object: LedgerObject, settings: LedgerSettings): number | undefined {
  if (object.state !== 'open' || object.shortBecause || object.answers.length >= wantedOf(object, settings))
    return undefined;
  return Math.max(
    (object.openedAt ?? 0) + settings.availabilityMs,
    ...object.leases.filter((lease) => !lease.reopens).map((lease) => lease.expiresAt),
  );
}
