import { expect, it } from '@jest/globals';
import { WorkClock } from '../../../worker-portal/work/work-clock.ts';

it('counts the time between signs of activity, but no pause longer than a minute', () => {
  const clock = new WorkClock(0);
  for (const now of [20_000, 70_000, 600_000, 605_000]) clock.active(now);
  expect(clock.seconds).toBe(75);
  expect(clock.isActive(665_000)).toBe(true);
  expect(clock.isActive(665_001)).toBe(false);
});
