import { describe, expect, it, jest } from '@jest/globals';
import type { LabelingEngine } from '../../../labeling-engine/engine.ts';
import { DueJobs } from '../../../labeling-engine/job/due-jobs.ts';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import { BUCKET, createJob, createWorld, MemoryStorage } from '../engine-in-memory.ts';
import { apiOf, Worker } from '../worker-page.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const nobody = async () => [];

function begin() {
  const clock = new VirtualClock();
  const storage = new MemoryStorage();
  let writers = 0;
  const newWriterId = () => String(writers++);
  const ports = { storage, now: () => clock.now(), randomHex: newWriterId };
  return { clock, storage, open: () => new DueJobs(ports, { newWriterId, exclusive: false }) };
}

describe('the list of due jobs', () => {
  it('gives a woken job to one sweep, and again at the time that it settles for', async () => {
    const { clock, open } = begin();
    const [one, other] = [open(), open()];
    await one.claim(nobody);
    await one.wake('birds');
    const { names, claim } = await other.claim(nobody);
    expect(names).toEqual(['birds']);
    expect((await one.claim(nobody)).names).toEqual([]);
    await other.settle('birds', claim, clock.now() + MINUTE);
    expect((await one.claim(nobody)).names).toEqual([]);
    clock.advance(MINUTE);
    expect((await one.claim(nobody)).names).toEqual(['birds']);
  });

  it('does not lose what wakes a job while a sweep has it', async () => {
    const { open } = begin();
    const due = open();
    await due.wake('birds');
    const { claim } = await due.claim(async () => ['birds']);
    await due.wake('birds');
    await due.settle('birds', claim, undefined);
    expect((await due.claim(nobody)).names).toEqual(['birds']);
  });

  it('gives the job of a sweep that was killed to another one', async () => {
    const { clock, open } = begin();
    await open().wake('birds');
    await open().claim(async () => ['birds']);
    clock.advance(7 * MINUTE);
    expect((await open().claim(nobody)).names).toEqual(['birds']);
  });

  it('finds jobs that it has lost by looking through all, every six hours', async () => {
    const { clock, storage, open } = begin();
    const all = async () => ['birds'];
    const first = await open().claim(all);
    expect(first.names).toEqual(['birds']);
    await open().settle('birds', first.claim, undefined);
    expect((await open().claim(all)).names).toEqual([]);
    clock.advance(6 * HOUR);
    expect((await open().claim(all)).names).toEqual(['birds']);
    storage.objects.clear();
    expect((await open().claim(all)).names).toEqual(['birds']);
  });

  it('costs one write for all that fifty workers send between two sweeps', async () => {
    const { storage, open } = begin();
    await open().wake('birds');
    let writes = 0;
    storage.afterWrite = () => void writes++;
    for (let worker = 0; worker < 50; worker++) await open().wake('birds');
    expect(writes).toBe(0);
  });
});

/** A world without a process that stays, and what its storage is asked for. */
async function beginSweeping(objects: number) {
  const world = createWorld();
  const asked = { reads: 0, writes: 0, lists: 0 };
  world.storage.onOperation = (name) => {
    if (name === 'get') asked.reads += 1;
    else if (name === 'list') asked.lists += 1;
    else asked.writes += 1;
  };
  const files = {
    read: async (uri: string) => world.files.get(uri)!,
    hasBucket: async () => true,
    readBytes: async () => new Uint8Array(),
    async write(uri: string, text: string) {
      asked.writes += 1;
      world.files.set(uri, text);
    },
  };
  const engine = world.open({ exclusive: false, files });
  await createJob(world, engine, { objects, workers: 1 });
  return { world, engine, asked };
}

/** Lets the n-th write kill the call that makes it, after it. @returns whether there were so many writes */
async function finishesDespiteDeathAt(write: number): Promise<boolean> {
  const { world, engine } = await beginSweeping(1);
  const { token } = await Worker.join(engine, apiOf(engine), 'ana');
  let left = write;
  world.storage.afterWrite = () => {
    if (left-- === 0) throw new Error('killed');
  };
  const surviving = async <Result>(step: (engine: LabelingEngine) => Promise<Result>): Promise<Result> => {
    const attempt = () => step(world.open({ exclusive: false }));
    return attempt().catch(attempt);
  };
  const sweepFor = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await surviving((present) => present.sweep());
      world.clock.advance(MINUTE);
    }
  };
  await sweepFor(8);
  const asAna = (present: LabelingEngine) => new Worker(apiOf(present), token);
  const task = await surviving(async (present) => {
    const next = await asAna(present).next();
    if (!next.task) throw new Error('nothing to do');
    return next.task;
  });
  await surviving(async (present) => {
    const { status } = await asAna(present).answer(task);
    if (status !== 200) throw new Error('not acknowledged');
  });
  await sweepFor(10);
  const job = await engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' });
  const { LabelingJobStatus, LabelCounters } = job as { LabelingJobStatus: string; LabelCounters: object };
  expect({ write, LabelingJobStatus, LabelCounters }).toMatchObject({
    write,
    LabelingJobStatus: 'Completed',
    LabelCounters: { HumanLabeled: 1 },
  });
  return left < 0;
}

describe('sweeps', () => {
  it('carry a job through without a process that stays', async () => {
    const { world, engine } = await beginSweeping(3);
    await engine.sweep();
    const ana = await Worker.join(engine, apiOf(engine), 'ana');
    for (let task = 0; task < 3; task++) await ana.answer((await ana.next()).task!);
    for (let minute = 0; minute < 2; minute++) {
      world.clock.advance(MINUTE);
      await engine.sweep();
    }
    expect(await engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' })).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { HumanLabeled: 3 },
    });
    expect(world.events).toHaveLength(1);
  });

  it('begin a job within eight minutes and finish it within ten wherever a call is killed, as long as its caller tries again', async () => {
    for (let write = 0; await finishesDespiteDeathAt(write); write++) expect(write).toBeLessThan(200);
  });

  it('try every job, also when one fails, and that one again', async () => {
    const { world, engine } = await beginSweeping(1);
    await createJob(world, engine, { name: 'another', objects: 1 });
    let failures = 0;
    world.storage.onOperation = (name, key) => {
      if (name !== 'create' || !key.startsWith('ledgers/another') || failures++ > 0) return;
      throw new Error('the storage is out of order');
    };
    await expect(engine.sweep()).rejects.toThrow('out of order');
    const statusOf = async (name: string) =>
      (await engine.actions.DescribeLabelingJob({ LabelingJobName: name })).LabelingJobStatus;
    expect([await statusOf('job-1'), await statusOf('another')]).toEqual(['InProgress', 'Initializing']);
    await engine.sweep();
    expect(await statusOf('another')).toBe('InProgress');
  });

  it('cost less than a cent a day, at list prices, while nobody works on 10,000 objects', async () => {
    const { world, engine, asked } = await beginSweeping(10_000);
    await engine.sweep();
    Object.assign(asked, { reads: 0, writes: 0, lists: 0 });
    for (let minute = 1; minute <= 24 * 60; minute++) {
      world.clock.advance(MINUTE);
      await engine.sweep();
      // What the state machine asks, with the wait of a job that is more than five hours old.
      if (minute % 30 === 0) await engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' });
    }
    // us-east-1: S3 GET, PUT and LIST; Lambda's requests and milliseconds (1 GB, arm64, 100 ms each); Step Functions, 3
    // states a poll.
    const s3 = asked.reads * 0.4e-6 + (asked.writes + asked.lists) * 5e-6;
    const lambda = (1440 + 2 * 48) * (0.2e-6 + 0.1 * 13.3334e-6);
    const states = 48 * 3 * 25e-6;
    expect(s3 + lambda + states).toBeLessThan(0.01);
    expect(world.files.has(`s3://${BUCKET}/out/job-1/manifests/output/output.manifest`)).toBe(true);
  });
});
