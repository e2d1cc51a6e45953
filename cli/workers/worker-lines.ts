import type { WorkerFigures } from '../../shared/domain/consolidation/worker-figures.ts';
import { percentInterval } from './worker-page.ts';

const SIDES = ['left', 'top', 'right', 'bottom'];
/** Days shown in the terminal; the page and `--json` have all. */
const LATEST_DAYS = 7;

/** What is known of one worker, as lines for the terminal. */
export function workerLines(worker: WorkerFigures): string[] {
  const { workerId, name, answers, secondsPerTask, offset, answersPerDay } = worker;
  const days = Object.entries(answersPerDay)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(-LATEST_DAYS);
  return [
    `${(name === null ? workerId : `${name} (${workerId})`).padEnd(48)}${String(answers).padStart(6)} answers  ${secondsPerTask.toFixed(1).padStart(6)} s a task`,
    `  agrees ${percentInterval(worker.agreement)}  misses ${percentInterval(worker.missRate)}  spurious ${percentInterval(worker.spuriousRate)}  gold ${percentInterval(worker.goldScore)}`,
    ...(offset
      ? [`  offset ${offset.map((shift, edge) => `${SIDES[edge]} ${percentInterval(shift)}`).join('  ')}`]
      : []),
    ...(days.length > 0 ? [`  a day  ${days.map(([day, count]) => `${day} ${count}`).join('  ')}`] : []),
  ];
}
