import { expect, it } from '@jest/globals';
import { FailureLimit } from '../../../labeling-engine/worker-api/rate-limit.ts';
import { MemoryStorage } from '../engine-in-memory.ts';

const WINDOW_MS = 60_000;

it('counts failures in storage: all sandboxes of a function count together, until the window has passed', async () => {
  const storage = new MemoryStorage();
  let now = 0;
  let writers = 0;
  const commit = { newWriterId: () => `w${++writers}`, exclusive: false };
  const sandbox = () => new FailureLimit(storage, commit, WINDOW_MS, () => now);
  const [one, other] = [sandbox(), sandbox()];
  await Promise.all([one.fail('ana'), other.fail('ana'), one.fail('ben')]);
  expect(await sandbox().isOver('ana', 2)).toBe(true);
  expect(await sandbox().isOver('ben', 2)).toBe(false);
  await expect(other.check('ana', 2)).rejects.toMatchObject({ code: 'too-many-requests' });
  now += WINDOW_MS;
  expect(await one.isOver('ana', 2)).toBe(false);
});
