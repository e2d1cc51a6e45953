import { describe, expect, it } from '@jest/globals';
import { BUCKET, createJob, createWorld, imageUri, TEAM_ARN } from './engine-in-memory.ts';
import { apiOf, ask, boxAnswer, settle, Worker } from './worker-page.ts';

const KNOWN = { left: 100, top: 100, width: 50, height: 50 };
const GOLD = Array.from({ length: 10 }, (_, index) => ({
  'source-ref': imageUri(1000 + index),
  labels: { image_size: [{ width: 640, height: 480, depth: 3 }], annotations: [{ class_id: 0, ...KNOWN }] },
}));

async function begin() {
  const world = createWorld();
  const engine = world.open();
  await engine.start();
  world.files.set(`s3://${BUCKET}/gold.manifest`, GOLD.map((line) => JSON.stringify(line)).join('\n'));
  const tag = (Key: string, Value: string) => ({ Key, Value });
  await createJob(world, engine, {
    objects: 30,
    workers: 1,
    request: { Tags: [tag('labelloop:gold', `s3://${BUCKET}/gold.manifest`), tag('labelloop:contact', 'Mia')] },
  });
  await settle();
  const api = apiOf(engine);
  return { world, engine, api, ana: await Worker.join(engine, api, 'ana') };
}

const answerAs = (label: string) => boxAnswer([{ label, ...KNOWN }]);

describe('gold tasks', () => {
  it('look like all others, pause a careless worker and say whom to ask', async () => {
    const { world, engine, ana } = await begin();
    const reference = await ana.jobReference();
    let tasks = 0;
    let last = await ana.next(reference);
    for (; last.task && tasks < 30; last = await ana.next(reference)) {
      expect(JSON.stringify(last.task)).not.toContain('annotations');
      const sent = await ana.send(last.task, 'answer', { answer: answerAs('wren') });
      expect(sent.body).toMatchObject({ outcome: 'counted' });
      expect((await ana.send(last.task, 'answer', { answer: answerAs('wren') })).body.outcome).toBe('repeated');
      tasks += 1;
      world.clock.advance(1000);
    }
    expect(tasks).toBeLessThanOrEqual(20);
    expect(last).toMatchObject({ task: null, reason: 'paused', message: expect.stringContaining('ask Mia') });
    expect((await ana.ask('GET', '/api/jobs')).body.jobs).toMatchObject([{ left: 0, paused: last.message }]);
    const exposed = [...world.files].filter(([uri]) => uri.includes('/annotations/gold/'));
    expect(exposed.length).toBe(4);
    expect(JSON.parse(exposed[0]![1])).toMatchObject({
      version: 1,
      passed: false,
      score: 0,
      workerId: expect.any(String),
    });
    await engine.stop();
  });

  it('let a careful worker, and one who is invited again, go on', async () => {
    const { world, engine, api, ana } = await begin();
    const ben = await Worker.join(engine, api, 'ben');
    const work = async (worker: Worker, label: string, tasks: number) => {
      const reference = await worker.jobReference();
      for (let task = 0; task < tasks; task++) {
        world.clock.advance(1000);
        const next = await worker.next(reference);
        if (!next.task) return next.reason;
        await worker.send(next.task, 'answer', { answer: answerAs(label) });
      }
      return 'goes on';
    };
    expect(await work(ben, 'robin', 12)).toBe('goes on');
    expect(await work(ana, 'wren', 15)).toBe('paused');
    const { Invitation } = await engine.actions.InviteWorker({ WorkerName: 'ana', WorkteamArn: TEAM_ARN });
    const { body } = await ask(api, 'POST', '/api/invitations/accept', {
      body: { invitation: Invitation, password: 'correct horse' },
    });
    expect(await work(new Worker(api, body.token as string), 'robin', 3)).toBe('goes on');
    await engine.stop();
  });
});
