import type { ExecutionStore } from '../execution-store.ts';
import type { Json } from '../json.ts';
import {
  executionAborted,
  executionFailed,
  executionSucceeded,
  executionTimedOut,
  type NewEvent,
  type TaskFailure,
} from './history.ts';
import { appendEvents } from './journal.ts';
import type { ExecutionRecord } from './records.ts';
import { statusChangeEvent } from './status-change.ts';

export type Ending =
  | { status: 'SUCCEEDED'; output: Json }
  | ({ status: 'FAILED' } & TaskFailure)
  | ({ status: 'ABORTED' } & Partial<TaskFailure>)
  | { status: 'TIMED_OUT' };

function endingEvent(ending: Ending): NewEvent {
  if (ending.status === 'SUCCEEDED') return executionSucceeded(ending.output);
  if (ending.status === 'TIMED_OUT') return executionTimedOut();
  const { status, ...failure } = ending;
  return status === 'FAILED' ? executionFailed({ error: '', cause: '', ...failure }) : executionAborted(failure);
}

/** Ends an execution inside a transaction. Its branches keep where they stood, so that a redrive can go on there. */
export function finishExecution(
  store: ExecutionStore,
  execution: ExecutionRecord,
  ending: Ending,
  previous: number,
  now: number,
): void {
  appendEvents(store, execution, previous, [endingEvent(ending)], now);
  const { status, ...members } = ending;
  const finished: ExecutionRecord = { ...execution, ...members, status, stoppedAt: now };
  store.saveExecution(finished);
  store.saveStatusChange(statusChangeEvent(finished));
  for (const branch of store.branchesOf(execution.arn)) {
    if (!branch.outcome) store.saveBranch({ ...branch, outcome: 'aborted', revision: branch.revision + 1 });
  }
}
