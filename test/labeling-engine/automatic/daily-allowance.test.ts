import { expect, it } from '@jest/globals';
import { capOwner, DailyAllowance } from '../../../labeling-engine/automatic/daily-allowance.ts';
import type { CreateLabelingJobRequest } from '../../../labeling-engine/contracts/labeling-requests.ts';
import { createWorld } from '../engine-in-memory.ts';

const { storage } = createWorld();
let written = 0;
/** As two processes that do not share their memory. */
const onDay = (day: string) =>
  new DailyAllowance({ storage, randomHex: () => String(written++), exclusive: false }, 'birds', day, 15);
const requestOf = (Tags: CreateLabelingJobRequest['Tags']) => ({ Tags }) as CreateLabelingJobRequest;

it('jobs of one project share a day: who asks again has what it took, and each day begins anew', async () => {
  const asked = [onDay('2026-11-30').take('job-a-0-0', 10), onDay('2026-11-30').take('job-b-0-0', 10)];
  const taken = await Promise.all(asked);
  expect(taken[0]! + taken[1]!).toBe(15);
  expect(await onDay('2026-11-30').take('job-a-0-0', 10)).toBe(taken[0]);
  expect(await onDay('2026-11-30').take('job-c-0-0', 1)).toBe(0);
  expect(await onDay('2026-12-01').take('job-c-0-0', 1)).toBe(1);
});

it('shares by the project that a job is tagged with; a job of none is on its own', () => {
  expect(capOwner(requestOf([{ Key: 'labelloop:project', Value: 'birds/2' }]), '1f')).toBe('birds%2F2');
  expect(capOwner(requestOf(undefined), '1f')).toBe('1f');
});
