import type { ExecutionOverview, StateVisit } from '../../shared/contracts/overview.ts';
import { printable } from '../printable.ts';

/** `42 s`, `12 min`, `3.5 h`, `2.1 days`. @param ms milliseconds */
export function spanOf(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

/** The first line of what people or AWS wrote, short enough for a terminal. */
const inShort = (text: string) => printable(text.split('\n')[0]!).slice(0, 160);

/** One line an execution. @param now milliseconds since 1970 */
export const describeExecution = ({ name, status, startedAt, stoppedAt }: ExecutionOverview, now: number): string =>
  `${new Date(startedAt).toISOString().slice(0, 19)}Z  ${status.padEnd(9)}  ${spanOf((stoppedAt ?? now) - startedAt).padStart(8)}  ${name}`;

/**
 * The states in order of entry. A state that is entered again and again while people or machines work is one line.
 * @param now milliseconds since 1970
 */
export function describeVisits(visits: readonly StateVisit[], now: number): string[] {
  const groups: StateVisit[][] = [];
  const isLoop = (visit: StateVisit, group: StateVisit[]) =>
    visit.outcome !== 'failed' && group.some(({ state }) => state === visit.state);
  for (const visit of visits) {
    const same = groups.slice(-3).find((group) => isLoop(visit, group));
    if (same) same.push(visit);
    else groups.push([visit]);
  }
  return groups.map((group) => {
    const last = group.at(-1)!;
    const took = group.reduce((sum, { enteredAt, exitedAt }) => sum + ((exitedAt ?? now) - enteredAt), 0);
    const often = group.length > 1 ? ` x${group.length}` : '';
    const error = last.errors.at(-1);
    const why = error ? `  ${inShort(`${error.error}: ${error.cause}`)}` : '';
    return `  ${last.outcome.padEnd(7)}  ${spanOf(took).padStart(8)}  ${last.state}${often}${why}`;
  });
}
