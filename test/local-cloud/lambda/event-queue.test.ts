import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import { type EventQueue, openEventQueue } from '../../../local-cloud/lambda/event-queue.ts';
import type { InvocationResult } from '../../../local-cloud/lambda/execution-environment.ts';

const ok: InvocationResult = { payload: 'null' };
const failed: InvocationResult = {
  payload: '{"errorType":"E","errorMessage":"m"}',
  functionError: { errorType: 'E', errorMessage: 'm' },
};

let queue: EventQueue;
afterEach(() => queue.stop());

function setUp(run: (payload: string, name: string) => Promise<InvocationResult>) {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-events-'));
  const clock = new VirtualClock();
  const attempts: Array<{ payload: string; minute: number }> = [];
  const begin = clock.now();
  const deadLetterPath = join(folder, 'dead-letters.jsonl');
  const open = () => {
    queue = openEventQueue({
      path: join(folder, 'events.sqlite'),
      deadLetterPath,
      clock,
      concurrency: 2,
      run(name, payload) {
        attempts.push({ payload, minute: (clock.now() - begin) / 60_000 });
        return run(payload, name);
      },
    });
  };
  open();
  return { clock, attempts, open, deadLetterPath };
}

describe('asynchronous invocations', () => {
  it('are tried again after one and two more minutes, then become a dead letter', async () => {
    const { clock, attempts, deadLetterPath } = setUp(async () => failed);
    queue.push('probe', '{"n":1}');
    await setImmediate();
    expect(existsSync(deadLetterPath)).toBe(false);
    while (clock.runNext()) await setImmediate();
    expect(attempts.map(({ minute }) => minute)).toEqual([0, 1, 3]);
    expect(JSON.parse(readFileSync(deadLetterPath, 'utf8'))).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 1 },
      responsePayload: { errorType: 'E' },
    });
  });

  it('outlive a kill: those that ran and those that waited run again', async () => {
    const { attempts, open } = setUp(() => new Promise(() => {}));
    for (const payload of ['1', '2', '3']) queue.push('probe', payload);
    expect(attempts).toHaveLength(2);
    queue.stop();
    open();
    expect(attempts).toHaveLength(2);
    queue.start();
    expect(attempts.slice(2).map(({ payload }) => payload)).toEqual(['1', '2']);
  });

  it('keep their retry time over a restart', async () => {
    const { clock, attempts, open } = setUp(async () => (attempts.length === 1 ? failed : ok));
    queue.push('probe', '{}');
    await setImmediate();
    queue.stop();
    open();
    queue.start();
    expect(attempts).toHaveLength(1);
    clock.advance(60_000);
    expect(attempts).toHaveLength(2);
  });

  it('of one function do not hold up those of another', () => {
    const ran: string[] = [];
    setUp(async (_, name) => {
      ran.push(name);
      return new Promise(() => {});
    });
    for (let n = 0; n < 5; n++) queue.push('flooded', '{}');
    queue.push('quiet', '{}');
    expect(ran).toEqual(['flooded', 'flooded', 'quiet']);
  });

  it('run once each, all of them', async () => {
    const { attempts } = setUp(async () => ok);
    for (let n = 0; n < 50; n++) queue.push('probe', String(n));
    while (attempts.length < 50) await setImmediate();
    expect(new Set(attempts.map(({ payload }) => payload)).size).toBe(50);
  });
});
