import { describe, expect, it } from '@jest/globals';
import { createJob, createWorld, TEAM_ARN } from './engine-in-memory.ts';
import { apiOf, ask, settle, Worker } from './worker-page.ts';

async function begin() {
  const world = createWorld();
  const engine = world.open({ reopenSeconds: 0 });
  await engine.start();
  await createJob(world, engine, { objects: 3, workers: 2 });
  await settle();
  const api = apiOf(engine);
  const ana = await Worker.join(engine, api, 'Ana');
  const { Workers } = await engine.actions.ListWorkers({ WorkteamArn: TEAM_ARN });
  const [{ WorkerId }] = Workers as Array<{ WorkerId: string }> as [{ WorkerId: string }];
  return { world, engine, api, ana, WorkerId };
}

describe('the people who label', () => {
  it('are listed by name, without anything that signs in', async () => {
    const { engine } = await begin();
    await engine.actions.InviteWorker({ WorkerName: 'Ben', WorkteamArn: TEAM_ARN });
    const { Workers } = await engine.actions.ListWorkers({});
    expect(Workers).toEqual([
      { WorkerId: expect.any(String), WorkerName: 'Ana', WorkerStatus: 'Active', WorkteamArns: [TEAM_ARN] },
      {
        ...{ WorkerId: expect.any(String), WorkerName: 'Ben', WorkerStatus: 'Invited', WorkteamArns: [] },
        InvitationExpiresAt: expect.any(Number),
      },
    ]);
    expect(await engine.actions.ListWorkers({ WorkteamArn: `${TEAM_ARN}x` })).toEqual({ Workers: [] });
    await engine.stop();
  });

  it('get no task while they are paused, are told why, and go on afterwards with the same sign-in', async () => {
    const { engine, ana, WorkerId } = await begin();
    const reference = await ana.jobReference();
    await engine.actions.UpdateWorker({ WorkerId, WorkerStatus: 'Paused', Reason: 'boxes are loose' });
    expect(await ana.next(reference)).toMatchObject({
      ...{ task: null, reason: 'paused', message: expect.stringContaining('boxes are loose') },
    });
    const { Worker: resumed } = await engine.actions.UpdateWorker({ WorkerId, WorkerStatus: 'Active' });
    expect(resumed).toMatchObject({ WorkerStatus: 'Active' });
    expect((await ana.next(reference)).task).not.toBeNull();
    await engine.stop();
  });

  it('are out at once when they are removed, keep their answers, and come back by a new invitation', async () => {
    const { engine, api, ana, WorkerId } = await begin();
    const { task } = await ana.next();
    await ana.answer(task!);
    await engine.actions.UpdateWorker({ WorkerId, WorkerStatus: 'Removed' });
    expect((await ana.ask('GET', '/api/jobs')).status).toBe(401);
    const signIn = await ask(api, 'POST', '/api/session', { body: { name: 'Ana', password: 'correct horse' } });
    expect(signIn.body).toMatchObject({ error: { code: 'wrong-password' } });
    const { Workers } = await engine.actions.DescribeLabelingWork({ LabelingJobName: 'job-1' });
    expect(Workers).toMatchObject([{ WorkerName: 'Ana', Answers: 1 }]);
    await Worker.join(engine, api, 'Ana');
    expect(await engine.actions.ListWorkers({ WorkteamArn: TEAM_ARN })).toMatchObject({
      Workers: [{ WorkerId, WorkerStatus: 'Active' }],
    });
    await engine.stop();
  });

  it('are forgotten for good: no name, no sign-in, and the name cannot be invited again', async () => {
    const { world, engine, ana, WorkerId } = await begin();
    const { task } = await ana.next();
    await ana.answer(task!);
    await engine.actions.ForgetWorker({ WorkerId });
    await engine.actions.ForgetWorker({ WorkerId });
    expect((await ana.ask('GET', '/api/jobs')).status).toBe(401);
    expect([...world.storage.objects.values()].filter(({ text }) => /"Ana"/i.test(text))).toEqual([]);
    const invited = engine.actions.InviteWorker({ WorkerName: 'Ana', WorkteamArn: TEAM_ARN });
    await expect(invited).rejects.toThrow('forgotten on request');
    const { Workers } = await engine.actions.DescribeLabelingWork({ LabelingJobName: 'job-1' });
    expect(Workers).toMatchObject([{ WorkerId, WorkerName: WorkerId, Answers: 1 }]);
    await engine.stop();
  });

  it('are told from nobody: an unknown id is refused', async () => {
    const { engine } = await begin();
    const WorkerId = 'private.us-east-1.0000000000000000';
    await expect(engine.actions.UpdateWorker({ WorkerId, WorkerStatus: 'Paused' })).rejects.toThrow('does not exist');
    await engine.stop();
  });
});

describe('how a labeling job goes', () => {
  it('shows by the hour, by worker, and by what was declined', async () => {
    const { world, engine, api, ana } = await begin();
    const ben = await Worker.join(engine, api, 'Ben');
    const answer = async (worker: Worker, seconds: number) => {
      const { task } = await worker.next();
      world.clock.advance(seconds * 1000);
      await worker.answer(task!);
    };
    await answer(ana, 10);
    await answer(ana, 20);
    await answer(ben, 3600);
    const { task } = await ben.next();
    await ben.send(task!, 'decline', { reason: 'too dark' });
    const work = await engine.actions.DescribeLabelingWork({ LabelingJobName: 'job-1' });
    expect(work).toMatchObject({
      WorkersPerObject: 2,
      Workers: [
        { WorkerName: 'Ana', Answers: 2, SecondsPerAnswer: 20, Declines: 0 },
        { WorkerName: 'Ben', Answers: 1, SecondsPerAnswer: 3600, Declines: 1 },
      ],
      Declines: [{ Reason: 'too dark', Times: 1 }],
      Failures: [],
    });
    const hours = work.Hours as Array<{ StartTime: number; Answers: number }>;
    expect(hours.map(({ Answers }) => Answers)).toEqual([2, 1]);
    expect(hours[1]!.StartTime - hours[0]!.StartTime).toBe(3600);
    await engine.stop();
  });
});
