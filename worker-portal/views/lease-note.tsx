import { useEffect, useState } from 'preact/hooks';
import { words } from '../languages/current-language.ts';
import { client } from '../session.ts';
import type { TaskRun } from '../work/task-run.ts';

const LOOK_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;
const NOTED_MS = 2 * MINUTE_MS;

/**
 * Says how long the task in sight is still kept for the worker, when that is not long. No clock runs in front of people
 * who work.
 */
export function LeaseNote({ run }: { run: TaskRun }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const left = (run.leaseEnds.value ?? Number.POSITIVE_INFINITY) - client.now;
  const said = words.value;
  const note = left <= 0 ? said.leaseOver : said.leaseEnds(Math.ceil(left / MINUTE_MS));
  return <output class="faint">{run.current && left < NOTED_MS ? note : ''}</output>;
}
