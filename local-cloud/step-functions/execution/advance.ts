import type { State } from '../definition.ts';
import type { Json } from '../json.ts';
import { withinPayload, withinVariables } from '../quotas.ts';
import { StateError } from '../state-error.ts';
import { leave, type Step, type Visit } from '../states/state-type.ts';
import { enterState } from '../states/state-types.ts';
import {
  evaluationFailed,
  forkEvent,
  type NewEvent,
  stateEntered,
  stateExited,
  taskFailed,
  taskScheduled,
  taskStarted,
  taskSucceeded,
  taskTimedOut,
} from './history.ts';
import type { BranchRecord, ExecutionRecord } from './records.ts';
import { matchesError, retryDelay } from './retry.ts';
import { makeVisit } from './visit.ts';

/** Why a branch moves. */
export type Trigger =
  | { kind: 'enter' }
  /** A retry's delay is over. */
  | { kind: 'again' }
  /** A Wait's time is over. */
  | { kind: 'due' }
  /** The call, or all children, succeeded. */
  | { kind: 'result'; value: Json }
  | { kind: 'failure'; error: StateError };

/** What a branch does next, and the history that it leaves. */
export interface Transition {
  step: Step | { kind: 'retry'; at: number };
  events: NewEvent[];
  retries: number[];
  enteredAt: number;
}

/**
 * Runs a branch as far as it goes without waiting. Reads and writes nothing: a lost transition is simply computed
 * again.
 */
export async function advance(
  execution: ExecutionRecord,
  branch: BranchRecord,
  state: State,
  trigger: Trigger,
  now: number,
): Promise<Transition> {
  const enteredAt = trigger.kind === 'enter' ? now : branch.enteredAt;
  const retries = trigger.kind === 'enter' ? [] : [...branch.retries];
  const visit = makeVisit(execution, { ...branch, enteredAt, retries }, now);
  const events: NewEvent[] = trigger.kind === 'enter' ? [stateEntered(state, branch.state, branch.input)] : [];
  let step: Transition['step'];
  try {
    step = await stepOf(branch, state, trigger, visit, events);
  } catch (thrown) {
    step = await afterFailure(branch, state, asStateError(thrown), { visit, events, retries });
  }
  if (step.kind === 'leave') events.push(stateExited(state, branch.state, step.output, step.assign));
  return { step, events, retries, enteredAt };
}

async function stepOf(
  branch: BranchRecord,
  state: State,
  trigger: Trigger,
  visit: Visit,
  events: NewEvent[],
): Promise<Step> {
  if (trigger.kind === 'failure') throw trigger.error;
  if (trigger.kind === 'enter' || trigger.kind === 'again') {
    const step = await enterState(state, visit);
    if (step.kind === 'call') events.push(taskScheduled(step.call), taskStarted(step.call));
    if (step.kind === 'fork') events.push(forkEvent(state, 'Started', step.children.length));
    return checked(step, branch);
  }
  const next = 'Next' in state ? state.Next : undefined;
  if (trigger.kind === 'due') return checked(await leave(state, visit, next, { fallback: visit.input }), branch);
  events.push(branch.call ? taskSucceeded(branch.call, trigger.value) : forkEvent(state, 'Succeeded', 0));
  const result = trigger.value;
  return checked(await leave(state, visit, next, { fallback: result, result }), branch);
}

function checked(step: Step, branch: BranchRecord): Step {
  if (step.kind === 'leave') {
    withinPayload(step.output, `the output of '${branch.state}'`);
    withinVariables({ ...branch.variables, ...step.assign });
  }
  return step;
}

interface Circumstances {
  visit: Visit;
  events: NewEvent[];
  retries: number[];
}

async function afterFailure(
  branch: BranchRecord,
  state: State,
  error: StateError,
  { visit, events, retries }: Circumstances,
): Promise<Transition['step']> {
  const failure = { error: error.error, cause: error.message };
  events.push(...failureEvents(branch, state, error));
  if ('Retry' in state) {
    const attempt = `${branch.id} ${branch.state} ${branch.revision}`;
    const delay = retryDelay(state.Retry ?? [], error, retries, attempt);
    if (delay !== undefined) return { kind: 'retry', at: visit.now + delay };
  }
  const catcher =
    'Catch' in state ? state.Catch?.find(({ ErrorEquals }) => matchesError(ErrorEquals, error.error)) : undefined;
  if (!catcher) return { kind: 'fail', ...failure };
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  try {
    return checked(await leave(catcher, visit, catcher.Next, { fallback: errorOutput, errorOutput }), branch);
  } catch (thrown) {
    const second = asStateError(thrown);
    events.push(...failureEvents(branch, state, second));
    return { kind: 'fail', error: second.error, cause: second.message };
  }
}

function failureEvents(branch: BranchRecord, state: State, error: StateError): NewEvent[] {
  const failure = { error: error.error, cause: error.message };
  if (error.error === 'States.QueryEvaluationError') return [evaluationFailed(branch.state, failure)];
  if (state.Type === 'Map' || state.Type === 'Parallel') return [forkEvent(state, 'Failed', 0)];
  if (!branch.call) return [];
  return [error.error === 'States.Timeout' ? taskTimedOut(branch.call, failure) : taskFailed(branch.call, failure)];
}

/** Anything else that is thrown is a bug of the interpreter: States.Runtime, which no Catch hides. */
const asStateError = (thrown: unknown) =>
  thrown instanceof StateError ? thrown : new StateError('States.Runtime', String((thrown as Error)?.stack ?? thrown));
