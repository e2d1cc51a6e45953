import { createHash } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Schedule } from './template/laptop-template.ts';
import { ACCOUNT_ID, REGION } from './wire/service.ts';

/** EventBridge's scheduled event. `time` is ISO 8601 without fractions, as EventBridge writes it. */
function scheduledEvent(ruleArn: string, now: number) {
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  const id = createHash('sha256').update(`${ruleArn} ${time}`).digest('hex');
  return {
    version: '0',
    id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT_ID,
    time,
    region: REGION,
    resources: [ruleArn],
    detail: {},
  };
}

/**
 * Fires at once, because the laptop may have been off, and then at every full period.
 * @returns a function that ends it
 */
export function startSchedule(
  clock: Clock,
  { ruleArn, everyMinutes }: Schedule,
  fire: (event: ReturnType<typeof scheduledEvent>) => void,
): () => void {
  const period = everyMinutes * 60_000;
  let cancel = () => {};
  const tick = () => {
    const now = clock.now();
    cancel = clock.at(now - (now % period) + period, tick);
    fire(scheduledEvent(ruleArn, now));
  };
  tick();
  return () => cancel();
}
