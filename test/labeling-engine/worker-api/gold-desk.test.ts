import { describe, expect, it } from '@jest/globals';
import type { RecentAnswer, TaskAnswer } from '../../../labeling-engine/contracts/worker-api.ts';
import { encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { BUCKET, createJob, createWorld, imageUri, TEAM_ARN, type World } from '../engine-in-memory.ts';
import { apiOf, ask, boxAnswer, settle, Worker } from '../worker-page.ts';

const KNOWN = { left: 100, top: 100, width: 50, height: 50 };
const GOLD = Array.from({ length: 10 }, (_, index) => ({
  'source-ref': imageUri(1000 + index),
  labels: { image_size: [{ width: 640, height: 480, depth: 3 }], annotations: [{ class_id: 0, ...KNOWN }] },
}));

const tag = (Key: string, Value: string) => ({ Key, Value });

async function begin(...tags: Array<ReturnType<typeof tag>>) {
  const world = createWorld();
  const engine = world.open({ reopenSeconds: 10 });
  await engine.start();
  world.files.set(`s3://${BUCKET}/gold.manifest`, GOLD.map((line) => JSON.stringify(line)).join('\n'));
  await createJob(world, engine, {
    objects: 30,
    workers: 1,
    request: {
      Tags: [tag('labelloop:gold', `s3://${BUCKET}/gold.manifest`), tag('labelloop:contact', 'Mia'), ...tags],
    },
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

  const GOLD_IMAGES = new Set(GOLD.map((line) => line['source-ref']));
  const isGold = ({ input }: TaskAnswer) => GOLD_IMAGES.has(String(input['source-ref']));

  /** Works until a gold task comes. */
  async function workToGold(world: World, worker: Worker): Promise<TaskAnswer> {
    for (;;) {
      world.clock.advance(1000);
      const task = (await worker.next()).task!;
      if (isGold(task)) return task;
      await worker.send(task, 'answer', { answer: answerAs('robin') });
    }
  }

  it('tell the worker what was right and what was not, again when the page asks again, and nobody else', async () => {
    const { world, engine, ana } = await begin();
    const task = await workToGold(world, ana);
    const given = boxAnswer([
      { label: 'robin', ...KNOWN, left: 102 },
      { label: 'wren', ...KNOWN, left: 400 },
    ]);
    const first = await ana.send(task, 'answer', { answer: given });
    expect(first.body).toMatchObject({
      outcome: 'counted',
      feedback: {
        passed: false,
        score: 2 / 3,
        findings: [
          { verdict: 'right', label: 'robin', given: { left: 102 }, known: KNOWN },
          { verdict: 'spurious', label: 'wren', given: { left: 400 } },
        ],
      },
    });
    const again = await ana.send(task, 'answer', { answer: given });
    expect(again.body).toEqual({ ...first.body, outcome: 'repeated' });
    const ordinary = (await ana.next()).task!;
    expect(isGold(ordinary)).toBe(false);
    expect((await ana.send(ordinary, 'answer', { answer: given })).body).not.toHaveProperty('feedback');
    await engine.stop();
  });

  it('stand among the recent answers and reopen like others, which changes no score', async () => {
    const { world, engine, ana } = await begin(tag('labelloop:gold-feedback', 'off'));
    const task = await workToGold(world, ana);
    const sent = await ana.send(task, 'answer', { answer: answerAs('wren') });
    expect(sent.body).toEqual({ outcome: 'counted', submittedAt: expect.any(Number) });
    const recent = async () => (await ana.ask('GET', '/api/answers/recent')).body.answers as RecentAnswer[];
    const before = await recent();
    expect(before[0]).toMatchObject({ objectId: task.objectId, reopenable: true });
    expect(new Set(before.map((answer) => Object.keys(answer).join()))).toHaveProperty('size', 1);
    const again = (await ana.send(task, 'reopen')).body.task as TaskAnswer;
    expect(again).toMatchObject({ objectId: task.objectId, draft: answerAs('wren') });
    const mended = { answer: answerAs('robin') };
    expect((await ana.send(again, 'answer', mended)).body).toMatchObject({ outcome: 'counted' });
    expect((await ana.send(again, 'answer', mended)).body).toMatchObject({ outcome: 'repeated' });
    const third = (await ana.send(task, 'reopen')).body.task as TaskAnswer;
    expect(third.draft).toEqual(answerAs('robin'));
    const kept = [...world.files].filter(([uri]) => uri.includes('/annotations/gold/'));
    expect(kept.map(([, text]) => JSON.parse(text))).toMatchObject([{ passed: false, score: 0 }]);
    expect((await ana.ask('GET', '/api/statistics')).body.answers).toBe(before.length);

    // The ordinary answer before it is consolidated after its ten seconds; the gold one closes with it.
    world.clock.advance(15_000);
    await settle();
    expect((await recent()).map(({ reopenable }) => reopenable)).toEqual(before.map(() => false));
    expect((await ana.send(task, 'reopen')).body).toMatchObject({ error: { code: 'consolidated' } });
    await engine.stop();
  });

  it('may be polygons and masks; a label that is none of the job’s, or of another kind, fails it', async () => {
    const world = createWorld();
    const engine = world.open();
    await engine.start();
    const png = encodePalettePng(
      { width: 8, height: 8, mask: new Uint8Array(64).fill(1) },
      [0xffffff, 0x2ca02c],
      pngCodec,
    );
    world.files.set(`s3://${BUCKET}/known.png`, Buffer.from(png).toString('base64'));
    const metadata = {
      'internal-color-map': {
        0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' },
        1: { 'class-name': 'robin', 'hex-color': '#2ca02c' },
      },
    };
    const size = { image_size: [{ width: 8, height: 8, depth: 3 }] };
    const triangle = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
      { x: 0, y: 8 },
    ];
    const outline = (class_id: number) => ({ ...size, annotations: [{ class_id, vertices: triangle }] });
    const labels = {
      masks: ['crowd-semantic-segmentation', `s3://${BUCKET}/known.png`, metadata],
      polygons: ['crowd-polygon', outline(1), {}],
      unknown: ['crowd-polygon', outline(7), {}],
      otherKind: ['crowd-bounding-box', outline(1), {}],
    };
    const status: Record<string, unknown> = {};
    for (const [name, [element, label, labelMetadata]] of Object.entries(labels)) {
      world.files.set(
        `s3://${BUCKET}/${name}.manifest`,
        JSON.stringify({ 'source-ref': imageUri(1000), labels: label, 'labels-metadata': labelMetadata }),
      );
      await createJob(world, engine, {
        name,
        files: { 'template.html': `<crowd-form><${element} name="x"></${element}></crowd-form>` },
        request: { Tags: [tag('labelloop:gold', `s3://${BUCKET}/${name}.manifest`)] },
      });
      await settle();
      const { LabelingJobStatus, FailureReason } = await engine.actions.DescribeLabelingJob({ LabelingJobName: name });
      status[name] = FailureReason ?? LabelingJobStatus;
    }
    expect(status).toEqual({
      masks: 'InProgress',
      polygons: 'InProgress',
      unknown: expect.stringContaining(
        'line 0 of the gold manifest s3://labelloop/unknown.manifest: labels has the class 7',
      ),
      otherKind: expect.stringContaining('labels has no label of boxes'),
    });
    await engine.stop();
  });
});
