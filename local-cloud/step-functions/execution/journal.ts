import type { ExecutionStore } from '../execution-store.ts';
import type { NewEvent } from './history.ts';
import type { ExecutionRecord } from './records.ts';

/**
 * Appends events to an execution's history, each following the one before. Call inside a transaction; the execution's
 * `lastEventId` grows, saving it is the caller's.
 * @param previous id of the event that the first one follows; 0 for the first state, as AWS numbers it
 * @returns id of the last event
 */
export function appendEvents(
  store: ExecutionStore,
  execution: ExecutionRecord,
  previous: number,
  events: NewEvent[],
  now: number,
): number {
  let last = previous;
  for (const { type, details } of events) {
    const id = ++execution.lastEventId;
    store.appendEvent(execution.arn, { id, previousEventId: last, timestamp: now, type, details });
    last = id;
  }
  return last;
}
