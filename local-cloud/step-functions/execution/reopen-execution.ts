import type { ExecutionStore } from '../execution-store.ts';
import { executionRedriven } from './history.ts';
import { appendEvents } from './journal.ts';
import type { BranchRecord, ExecutionRecord } from './records.ts';
import { statusChangeEvent } from './status-change.ts';

/**
 * Sets an ended execution going again, inside a transaction: what succeeded stays, what failed or stopped runs again.
 */
export function reopenExecution(store: ExecutionStore, execution: ExecutionRecord, now: number): void {
  const { output: _output, error: _error, cause: _cause, stoppedAt: _stoppedAt, ...kept } = execution;
  const redriven: ExecutionRecord = {
    ...kept,
    status: 'RUNNING',
    redriveCount: execution.redriveCount + 1,
    redrivenAt: now,
  };
  const { TimeoutSeconds } = store.definition(execution.definitionHash);
  if (TimeoutSeconds !== undefined) redriven.deadline = now + TimeoutSeconds * 1000;
  const root = store.branch(execution.arn)!;
  const event = executionRedriven(redriven.redriveCount);
  const lastEvent = appendEvents(store, redriven, root.lastEvent, [event], now);
  store.saveExecution(redriven);
  store.saveStatusChange(statusChangeEvent(redriven));
  store.saveBranch({ ...reopened(root, now), lastEvent });
  reopenChildren(store, root, now);
}

function reopenChildren(store: ExecutionStore, parent: BranchRecord, now: number): void {
  if (parent.phase !== 'children') return;
  for (const child of store.childrenOf(parent.id)) {
    if (child.outcome === 'succeeded') continue;
    store.saveBranch(reopened(child, now));
    reopenChildren(store, child, now);
  }
}

function reopened(branch: BranchRecord, now: number): BranchRecord {
  const { outcome: _outcome, failure: _failure, call: _call, ...kept } = branch;
  return { ...kept, ...resumption(branch, now), retries: [], revision: branch.revision + 1 };
}

/** Tasks are called again without being entered again; a Wait whose time is not known any more begins anew. */
function resumption({ phase, wakeAt }: BranchRecord, now: number): Partial<BranchRecord> {
  if (phase === 'task' || phase === 'retry') return { phase: 'retry', wakeAt: now };
  return phase === 'wait' && wakeAt === undefined ? { phase: 'enter' } : {};
}
