import { createHash } from 'node:crypto';
import type { Retrier } from '../definition.ts';
import type { StateError } from '../state-error.ts';

/** Neither States.ALL nor States.TaskFailed stands for these (Developer Guide, "Error names"). */
const TERMINAL = ['States.Runtime', 'States.DataLimitExceeded'];

/** Whether an ErrorEquals list names the error, wildcards included. */
export function matchesError(errorEquals: string[], error: string): boolean {
  return errorEquals.some(
    (name) =>
      name === error ||
      (!TERMINAL.includes(error) &&
        (name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'))),
  );
}

/**
 * When the state may run again.
 * @param counts attempts already made by each retrier, changed in place when one takes the error
 * @param jitterKey names this attempt: the delay is random over attempts and the same when it is computed again
 * @returns delay in ms; undefined when no retrier takes the error or its attempts are used up
 */
export function retryDelay(
  retriers: Retrier[],
  error: StateError,
  counts: number[],
  jitterKey: string,
): number | undefined {
  const index = retriers.findIndex((candidate) => matchesError(candidate.ErrorEquals, error.error));
  const retrier = retriers[index];
  const made = counts[index] ?? 0;
  if (!retrier || made >= (retrier.MaxAttempts ?? 3)) return undefined;
  for (let other = 0; other <= index; other++) counts[other] ??= 0;
  counts[index] = made + 1;
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** made;
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return Math.round(1000 * seconds * (retrier.JitterStrategy === 'FULL' ? fractionOf(jitterKey) : 1));
}

const fractionOf = (key: string) => createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32;
