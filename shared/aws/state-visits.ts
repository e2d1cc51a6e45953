import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateExchange, StateVisit } from '../contracts/overview.ts';

/** An execution's history as visits of states, as far as it was read. */
export interface ExecutionHistory {
  /** In the order of entry. */
  visits: StateVisit[];
  /** What went in and out of each visit, in the same order. */
  exchanges: StateExchange[];
  /** Number of the last event; 0: nothing was read. */
  lastEvent: number;
  /** For each event the visit that it belongs to. */
  visitOf: Map<number, number>;
}

export const emptyHistory = (): ExecutionHistory => ({ visits: [], exchanges: [], lastEvent: 0, visitOf: new Map() });

/** Characters of an input or output that are shown. */
const SHOWN = 2000;
const shortened = (text: string | undefined) => (text ?? '').slice(0, SHOWN);

/** Adds the next event to what is known of an execution. */
export function addEvent(history: ExecutionHistory, event: HistoryEvent): void {
  const { visits, exchanges, visitOf } = history;
  const { id = 0, type = '', previousEventId = 0 } = event;
  const at = event.timestamp!.getTime();
  history.lastEvent = id;
  const entered = event.stateEnteredEventDetails;
  if (entered) {
    visitOf.set(id, visits.length);
    visits.push({
      state: entered.name!,
      type: type.replace(/StateEntered$/, ''),
      ...{ enteredAt: at, exitedAt: null, outcome: 'running', tries: 0, errors: [] },
    });
    exchanges.push({ input: shortened(entered.input), output: '' });
    return;
  }
  const exited = event.stateExitedEventDetails;
  if (exited) {
    const index = visits.findLastIndex(({ state, exitedAt }) => state === exited.name && exitedAt === null);
    const visit = visits[index];
    if (!visit) return;
    visitOf.set(id, index);
    const isCaught = visit.errors.length > 0 && visit.errors.length >= visit.tries;
    Object.assign(visit, { exitedAt: at, outcome: isCaught ? 'caught' : 'done' });
    exchanges[index]!.output = shortened(exited.output);
    return;
  }
  const index = visitOf.get(previousEventId) ?? visits.findLastIndex(({ exitedAt }) => exitedAt === null);
  if (type === 'ExecutionRedriven') {
    reopen(history, id);
    return;
  }
  visitOf.set(id, index);
  const visit = visits[index];
  const failure = failureOf(event);
  if (/^Execution(Failed|Aborted|TimedOut)$/.test(type)) endVisits(visits, failure ?? { error: type, cause: '' }, at);
  else if (visit && /^(Task|LambdaFunction)Scheduled$/.test(type)) visit.tries += 1;
  else if (visit && failure) visit.errors.push({ ...failure, at });
}

type Told = { error?: string | undefined; cause?: string | undefined };

/** How the event says that something failed; undefined: it does not. */
function failureOf(event: HistoryEvent): { error: string; cause: string } | undefined {
  const told: Told | undefined =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskStartFailedEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  return told && { error: told.error ?? '', cause: shortened(told.cause) };
}

/** What was still open when the execution ended ended with it. */
function endVisits(visits: StateVisit[], failure: { error: string; cause: string }, at: number): void {
  for (const visit of visits) {
    if (visit.exitedAt !== null) continue;
    Object.assign(visit, { exitedAt: at, outcome: 'failed' });
    if (visit.errors.at(-1)?.error !== failure.error) visit.errors.push({ ...failure, at });
  }
}

/** A redrive goes on in the state that failed, and does not enter it again. */
function reopen({ visits, visitOf }: ExecutionHistory, id: number): void {
  const index = visits.findLastIndex(({ outcome }) => outcome === 'failed');
  visitOf.set(id, index);
  if (index >= 0) Object.assign(visits[index]!, { exitedAt: null, outcome: 'running' });
}
