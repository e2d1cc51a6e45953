import { expect, it } from '@jest/globals';
import type { KeyedStore } from '../../../worker-portal/work/keyed-store.ts';
import { type QueuedAnswer, SubmitQueue } from '../../../worker-portal/work/submit-queue.ts';
import { RefusedError } from '../../../worker-portal/worker-client.ts';

const answer = (leaseId: string, workerId = 'ana'): QueuedAnswer => ({
  leaseId,
  workerId,
  jobReference: 'job',
  objectId: '0',
  ticket: `${leaseId}.secret`,
  title: 'Birds',
  imageUrl: undefined,
  answer: {},
  secondsWorked: 1,
});

/** A browser: what it keeps outlives its pages. */
function browser() {
  const kept = new Map<string, QueuedAnswer>();
  const store: KeyedStore<QueuedAnswer> = {
    get: async (key) => kept.get(key),
    put: (key, document) => world.put(key, document),
    delete: async (key) => void kept.delete(key),
    all: async () => [...kept.values()],
  };
  const world = {
    kept,
    put: async (key: string, document: QueuedAnswer) => void kept.set(key, document),
    worker: 'ana' as string | undefined,
    sent: [] as string[],
    refused: [] as string[],
    waits: [] as number[],
    retry: async () => {},
    reply: (): unknown => undefined,
    openPage() {
      const queue = new SubmitQueue({
        store,
        async send({ leaseId }) {
          world.sent.push(leaseId);
          const reply = world.reply();
          if (reply) throw reply;
          return { outcome: 'counted', submittedAt: 1 };
        },
        workerId: () => world.worker,
        later(callback, milliseconds) {
          world.waits.push(milliseconds);
          world.retry = async () => callback();
        },
        onChange: () => {},
        onDelivered: () => {},
        onRefused: (_, { code }) => void world.refused.push(code),
      });
      return queue;
    },
  };
  return world;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const lost = () => new TypeError('Failed to fetch');

it('keeps an answer through a lost connection and a closed page, and sends it with the next one', async () => {
  const world = browser();
  world.reply = lost;
  const first = world.openPage();
  await first.add(answer('a'));
  await settled();
  expect([first.isOffline, first.waiting.length]).toEqual([true, 1]);

  world.reply = () => undefined;
  const second = world.openPage();
  await second.load();
  await settled();
  expect([second.isOffline, second.waiting.length, world.kept.size]).toEqual([false, 0, 0]);
  expect(world.sent).toEqual(['a', 'a']);
});

it('tries again after longer and longer pauses, and from the start once it worked', async () => {
  const world = browser();
  world.reply = lost;
  const queue = world.openPage();
  await queue.add(answer('a'));
  await settled();
  for (let retry = 0; retry < 6; retry++) {
    await world.retry();
    await settled();
  }
  expect(world.waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('gives up only what the server refuses for good, and says so', async () => {
  const world = browser();
  const queue = world.openPage();
  world.reply = () => new RefusedError('not-needed', 'not needed', 409);
  await queue.add(answer('a'));
  await settled();
  expect([world.refused, world.kept.size]).toEqual([['not-needed'], 0]);
  world.reply = () => new RefusedError('not-signed-in', 'sign in', 401);
  await queue.add(answer('b'));
  await settled();
  expect([world.refused, world.kept.size]).toEqual([['not-needed'], 1]);
});

it("never sends one person's answer in another's name", async () => {
  const world = browser();
  world.worker = undefined;
  const queue = world.openPage();
  await queue.add(answer('a', 'ana'));
  world.worker = 'ben';
  await queue.deliver();
  expect([world.sent, queue.waiting]).toEqual([[], []]);
  world.worker = 'ana';
  await queue.deliver();
  expect(world.sent).toEqual(['a']);
});

it('sends answers of a browser that keeps nothing, too', async () => {
  const world = browser();
  world.put = () => Promise.reject(new Error('QuotaExceededError'));
  const queue = world.openPage();
  await queue.add(answer('a'));
  await settled();
  expect([world.sent, queue.waiting]).toEqual([['a'], []]);
});
