import { blockAt } from '../definition.ts';
import type { ExecutionStore } from '../execution-store.ts';
import type { Json } from '../json.ts';
import { LARGEST_HISTORY_EVENTS } from '../quotas.ts';
import type { Child } from '../states/state-type.ts';
import type { Transition } from './advance.ts';
import { finishExecution } from './finish-execution.ts';
import { mapIteration, type TaskFailure } from './history.ts';
import { appendEvents } from './journal.ts';
import type { BranchRecord, ExecutionRecord } from './records.ts';

/** A transition's two sides: the records that it changes. Both are copies, saved at its end. */
interface Change {
  store: ExecutionStore;
  execution: ExecutionRecord;
  branch: BranchRecord;
  now: number;
  /** Branches that have something to do, or to stop, afterwards. */
  awake: Set<string>;
}

/**
 * Writes one transition, whole or not at all.
 * @returns ids of the branches to arm; undefined when the branch has moved on meanwhile (the transition is void)
 */
export function commit(
  store: ExecutionStore,
  before: BranchRecord,
  transition: Transition,
  now: number,
): string[] | undefined {
  return store.transaction(() => {
    const execution = store.execution(before.execution);
    const branch = store.branch(before.id);
    if (execution?.status !== 'RUNNING' || branch?.revision !== before.revision) return undefined;
    const change = { store, execution, branch, now, awake: new Set<string>() };
    if (execution.lastEventId + transition.events.length >= LARGEST_HISTORY_EVENTS - 1) {
      const cause = `The execution reached the maximum number of history events (${LARGEST_HISTORY_EVENTS}).`;
      finishExecution(store, execution, { status: 'FAILED', error: 'States.Runtime', cause }, branch.lastEvent, now);
      return [];
    }
    branch.lastEvent = appendEvents(store, execution, branch.lastEvent, transition.events, now);
    const { call: _call, wakeAt: _wakeAt, ...rest } = branch;
    change.branch = {
      ...rest,
      revision: branch.revision + 1,
      retries: transition.retries,
      enteredAt: transition.enteredAt,
    };
    apply(change, transition.step);
    return [...change.awake];
  });
}

function apply(change: Change, step: Transition['step']): void {
  if (step.kind === 'wait') stay(change, { phase: 'wait', wakeAt: step.until });
  else if (step.kind === 'retry') stay(change, { phase: 'retry', wakeAt: step.at });
  else if (step.kind === 'call') stay(change, { phase: 'task', call: step.call });
  else if (step.kind === 'fork') fork(change, step.children, step.maxConcurrency);
  else if (step.kind === 'fail') failBranch(change, { error: step.error, cause: step.cause });
  else leaveState(change, step);
}

function stay(change: Change, members: Partial<BranchRecord>): void {
  save(change, { ...change.branch, ...members });
}

function save({ store, execution, awake }: Change, branch: BranchRecord): void {
  store.saveBranch(branch);
  store.saveExecution(execution);
  awake.add(branch.id);
}

function leaveState(
  change: Change,
  step: { next: string | undefined; output: Json; assign: Record<string, Json> },
): void {
  const { branch } = change;
  const variables = { ...branch.variables, ...step.assign };
  change.store.deleteDescendants(branch.id);
  if (step.next === undefined) succeedBranch({ ...change, branch: { ...branch, variables } }, step.output);
  else save(change, { ...branch, state: step.next, phase: 'enter', input: step.output, variables, retries: [] });
}

/** Iterations beyond `maxConcurrency` wait, queued, for one that runs to end. */
function fork(change: Change, children: Child[], maxConcurrency: number): void {
  const { store, branch, execution, now } = change;
  store.deleteDescendants(branch.id);
  const definition = store.definition(execution.definitionHash);
  for (const [position, { block, input, item }] of children.entries()) {
    const path = [...branch.path, branch.state, block];
    const mapItem = item ?? branch.item;
    const child: BranchRecord = {
      id: `${branch.id}/${branch.revision}.${position}`,
      execution: branch.execution,
      parent: branch.id,
      position,
      path,
      state: blockAt(definition, path).StartAt,
      phase: 'queued',
      revision: 0,
      input,
      variables: branch.variables,
      retries: [],
      enteredAt: now,
      lastEvent: branch.lastEvent,
      isIteration: item !== undefined,
      ...(mapItem && { item: mapItem }),
    };
    if (position < maxConcurrency) startChild(change, child);
    else store.saveBranch(child);
  }
  save(change, { ...branch, phase: 'children' });
}

function startChild({ store, execution, branch, now, awake }: Change, child: BranchRecord): void {
  const parentState = branch.id === child.parent ? branch.state : store.branch(child.parent!)!.state;
  const events = child.isIteration ? [mapIteration('Started', parentState, child.position)] : [];
  const lastEvent = appendEvents(store, execution, child.lastEvent, events, now);
  store.saveBranch({ ...child, phase: 'enter', lastEvent, revision: child.revision + 1 });
  awake.add(child.id);
}

function succeedBranch(change: Change, output: Json): void {
  const { store, execution, branch, now } = change;
  if (!branch.parent) {
    store.saveBranch({ ...branch, outcome: 'succeeded', output });
    finishExecution(store, execution, { status: 'SUCCEEDED', output }, branch.lastEvent, now);
    return;
  }
  const parent = store.branch(branch.parent)!;
  const events = branch.isIteration ? [mapIteration('Succeeded', parent.state, branch.position)] : [];
  const lastEvent = appendEvents(store, execution, branch.lastEvent, events, now);
  store.saveBranch({ ...branch, outcome: 'succeeded', output, lastEvent });
  store.saveBranch({ ...parent, lastEvent });
  const next = store.queuedChildOf(parent.id);
  if (next) startChild(change, { ...next, lastEvent });
  store.saveExecution(execution);
  change.awake.add(parent.id);
}

/** The first failure of a child fails its parent's state; the siblings stop where they are. */
function failBranch(change: Change, failure: TaskFailure): void {
  const { store, execution, branch, now } = change;
  const parent = branch.parent === undefined ? undefined : store.branch(branch.parent)!;
  const events = parent && branch.isIteration ? [mapIteration('Failed', parent.state, branch.position)] : [];
  const lastEvent = appendEvents(store, execution, branch.lastEvent, events, now);
  store.saveBranch({ ...branch, outcome: 'failed', failure, lastEvent });
  if (!parent) {
    finishExecution(store, execution, { status: 'FAILED', ...failure }, lastEvent, now);
    return;
  }
  for (const sibling of store.childrenOf(parent.id)) {
    if (!sibling.outcome) abort(change, sibling);
  }
  store.saveBranch({ ...parent, lastEvent });
  store.saveExecution(execution);
  change.awake.add(parent.id);
}

function abort(change: Change, branch: BranchRecord): void {
  const { store, awake } = change;
  store.saveBranch({ ...branch, outcome: 'aborted', revision: branch.revision + 1 });
  awake.add(branch.id);
  for (const child of store.childrenOf(branch.id)) if (!child.outcome) abort(change, child);
}
