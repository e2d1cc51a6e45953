import { expect, it } from '@jest/globals';
import { VirtualClock } from '../../local-cloud/clock.ts';
import { startSchedule } from '../../local-cloud/schedule.ts';

it('a schedule fires at once, then at every full minute, until it is ended', () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1, 0, 0, 20, 500));
  const times: string[] = [];
  const rule = { ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/sweep', everyMinutes: 1, functionName: 'f' };
  const end = startSchedule(clock, rule, (event) => times.push(event.time));
  clock.advance(120_000);
  expect(times).toEqual(['2026-01-01T00:00:20Z', '2026-01-01T00:01:00Z', '2026-01-01T00:02:00Z']);
  end();
  clock.advance(120_000);
  expect(times).toHaveLength(3);
});
