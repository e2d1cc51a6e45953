import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import { addEvent, emptyHistory } from '../../../shared/aws/state-visits.ts';

type Events = Array<[type: string, previousEventId: number, details?: object]>;

function historyOf(events: Events) {
  const history = emptyHistory();
  for (const [index, [type, previousEventId, details]] of events.entries())
    addEvent(history, { id: index + 1, type, previousEventId, timestamp: new Date(index), ...details } as HistoryEvent);
  return history;
}
const told = (events: Events) =>
  historyOf(events).visits.map(({ state, outcome, tries, errors }) => [
    state,
    outcome,
    tries,
    errors.map(({ error }) => error),
  ]);

const entered = (name: string) => ({ stateEnteredEventDetails: { name, input: '{"in":1}' } });
const exited = (name: string) => ({ stateExitedEventDetails: { name, output: '{"out":1}' } });
const failed = (error: string) => ({ taskFailedEventDetails: { error, cause: 'because' } });

it('counts tries, and tells what a retry mended from what a Catch took up', () => {
  const tries = [
    ['TaskScheduled', 2],
    ['TaskFailed', 3, failed('ContendedError')],
    ['TaskScheduled', 4],
  ] as Events;
  const begun = [['ExecutionStarted', 0], ['TaskStateEntered', 1, entered('Merge')], ...tries] as Events;
  const mended = [...begun, ['TaskSucceeded', 5], ['TaskStateExited', 6, exited('Merge')]] as Events;
  expect(told(mended)).toEqual([['Merge', 'done', 2, ['ContendedError']]]);
  const caught = [...begun, ['TaskFailed', 5, failed('LostError')], ['TaskStateExited', 6, exited('Merge')]] as Events;
  expect(told(caught)).toEqual([['Merge', 'caught', 2, ['ContendedError', 'LostError']]]);
});

it('gives the events of parallel branches to the state of their own branch', () => {
  const events: Events = [
    ['MapStateEntered', 0, entered('Predict')],
    ['TaskStateEntered', 1, entered('One')],
    ['TaskStateEntered', 1, entered('Two')],
    ['TaskScheduled', 2],
    ['TaskScheduled', 3],
    ['TaskFailed', 4, failed('OneError')],
    ['TaskSucceeded', 5],
    ['TaskStateExited', 7, exited('Two')],
  ];
  expect(told(events)).toEqual([
    ['Predict', 'running', 0, []],
    ['One', 'running', 1, ['OneError']],
    ['Two', 'done', 1, []],
  ]);
});

it('ends what was open with the execution, and a redrive opens it again', () => {
  const ended: Events = [
    ['TaskStateEntered', 0, entered('Train')],
    ['TaskScheduled', 1],
    ['ExecutionAborted', 2, { executionAbortedEventDetails: { error: 'StoppedByOperator' } }],
  ];
  expect(told(ended)).toEqual([['Train', 'failed', 1, ['StoppedByOperator']]]);
  expect(told([...ended, ['ExecutionRedriven', 3], ['TaskScheduled', 4]])).toEqual([
    ['Train', 'running', 2, ['StoppedByOperator']],
  ]);
});

it('keeps what went in and out of each visit, shortened', () => {
  const long = { stateExitedEventDetails: { name: 'Merge', output: 'x'.repeat(9000) } };
  const { exchanges, lastEvent } = historyOf([
    ['TaskStateEntered', 0, entered('Merge')],
    ['TaskStateExited', 1, long],
  ]);
  expect(lastEvent).toBe(2);
  expect(exchanges[0]!.input).toBe('{"in":1}');
  expect(exchanges[0]!.output).toHaveLength(2000);
});
