import type { AnswerReference, Lease, Shard } from './shard.ts';

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
  /** @property of the answers that were weighed (`answersOf`) */
  | { type: 'weighed'; object: number; of: string; suffices: boolean }
  | { type: 'consolidated'; batch: number; labeled: number[]; failed: Array<{ object: number; reason: string }> }
  | { type: 'effectFailed'; id: string; retryAt: number }
  | { type: 'labelByMachine'; round: number; objects: number[] }
  | { type: 'sendBack'; round: number }
  | { type: 'tick' }
  | { type: 'stop' };

export type EventOf<Type extends ShardEvent['type']> = Extract<ShardEvent, { type: Type }>;

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

export const DONE: ShardOutcome = { type: 'done' };

export interface Reduction {
  shard: Shard;
  outcome: ShardOutcome;
}
