import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  ANSWER_BYTES_LIMIT,
  type JobAnswer,
  type NextTaskAnswer,
} from '../../../labeling-engine/contracts/worker-api.ts';
import { createJob, imageUri, TEAM_ARN } from '../engine-in-memory.ts';
import { type Api, ask, boxAnswer, Worker } from '../worker-page.ts';
import type { WorkerApiHome } from './worker-api-home.ts';

/** What workers' pages may rely on, wherever the engine is at home. */
export const theWorkerApi = (open: () => Promise<WorkerApiHome>) => () => {
  let home: WorkerApiHome;
  let api: Api;
  let ana: Worker;
  let ben: Worker;

  beforeEach(async () => {
    home = await open();
    await createJob(home, home);
    await home.settle();
    api = home.api;
    ana = await Worker.join(home, api, 'ana');
    ben = await Worker.join(home, api, 'ben');
  });
  afterEach(() => home.stop());

  const codeOf = async (answer: Promise<{ status: number; body: Record<string, unknown> }>) => {
    const { status, body } = await answer;
    return [status, (body.error as { code: string } | undefined)?.code];
  };

  it('lets an invitation be used once, and a password sign in', async () => {
    const { Invitation } = await home.actions.InviteWorker({ WorkerName: 'Chi', WorkteamArn: TEAM_ARN });
    const accept = () =>
      ask(api, 'POST', '/api/invitations/accept', { body: { invitation: Invitation, password: 'long enough' } });
    expect((await accept()).body).toMatchObject({ worker: { name: 'Chi' } });
    expect(await codeOf(accept())).toEqual([404, 'invitation-used']);
    const logIn = (password: string) => ask(api, 'POST', '/api/session', { body: { name: 'chi', password } });
    expect((await logIn('long enough')).status).toBe(201);
    expect(await codeOf(logIn('wrong'))).toEqual([401, 'wrong-password']);
    for (let time = 0; time < 9; time++) await logIn('wrong');
    expect(await codeOf(logIn('long enough'))).toEqual([429, 'too-many-requests']);
    const otherwiseSpelled = { name: ' ＣＨＩ', password: 'long enough' };
    expect(await codeOf(ask(api, 'POST', '/api/session', { body: otherwiseSpelled }))).toEqual([
      429,
      'too-many-requests',
    ]);
  });

  it('lets people in by good links and passwords where somebody else fails all the time, who is stopped', async () => {
    const invitation = async (WorkerName: string) =>
      (await home.actions.InviteWorker({ WorkerName, WorkteamArn: TEAM_ARN })).Invitation;
    const accept = (invitation: unknown) =>
      ask(api, 'POST', '/api/invitations/accept', { body: { invitation, password: 'long enough' } });
    const logIn = (name: string, password: string) => ask(api, 'POST', '/api/session', { body: { name, password } });
    await accept(await invitation('Dora'));
    const guess = () => accept(`${'0'.repeat(16)}.${'0'.repeat(48)}`);
    for (let time = 0; time < 50; time++) expect(await codeOf(guess())).toEqual([404, 'invitation-used']);
    expect(await codeOf(guess())).toEqual([429, 'too-many-requests']);
    expect((await accept(await invitation('Emil'))).status).toBe(201);
    expect((await logIn('Dora', 'long enough')).status).toBe(201);
    expect(await codeOf(logIn('Dora', 'wrong'))).toEqual([401, 'wrong-password']);
    expect(await codeOf(logIn('Dora', 'wrong'))).toEqual([429, 'too-many-requests']);
  });

  it('gives a reloaded page its task again, another one to prefetch, and everybody different work', async () => {
    const reference = await ana.jobReference();
    const first = (await ana.next()).task!;
    expect((await ana.next()).task).toMatchObject({ leaseId: first.leaseId, objectId: first.objectId });
    const { body } = await ana.ask('POST', `/api/jobs/${reference}/next`, { holding: [first.leaseId] });
    expect((body.task as { objectId: string }).objectId).not.toBe(first.objectId);
    expect(first.html).toMatch(new RegExp(`src="https?://[^"]+/${imageUri(0).slice(5)}\\?[^"]+"`));
    expect(first.imageUrl).toContain(imageUri(0).slice(5));
  });

  it('brings back what a worker gave back for later when nothing else is left', async () => {
    const reference = await ana.jobReference();
    const later: string[] = [];
    const next = async () => {
      const { body } = await ana.ask('POST', `/api/jobs/${reference}/next`, { later });
      const { task } = body as unknown as NextTaskAnswer;
      if (task) await ana.send(task, 'release');
      return task?.objectId;
    };
    const [job] = (await ana.ask('GET', '/api/jobs')).body.jobs as JobAnswer[];
    for (let count = 0; count < job!.left; count++) later.push((await next())!);
    expect(new Set(later).size).toBe(job!.left);
    expect(later).toContain(await next());
  });

  it("signs the task's own image only: examples from elsewhere stay unsigned and are named", async () => {
    const secret = 's3://labelloop/labeling-engine/secret.json';
    const image = (uri: string) => `<img src="{{ ${uri} | grant_read_access }}">`;
    const template = `<crowd-form>${image('task.input.source-ref')}${image(`'${secret}'`)}</crowd-form>`;
    await createJob(home, home, { name: 'job-2', files: { 'template.html': template } });
    await home.settle();
    const { body } = await ana.ask('GET', '/api/jobs');
    const { jobReference } = (body.jobs as Array<{ jobReference: string }>)[1]!;
    const { task } = await ana.next(jobReference);
    expect(task!.html).toContain(`/${imageUri(0).slice(5)}?`);
    expect(task!.html).toContain(`<img src="${secret}">`);
    expect(task!.renderErrors).toEqual([expect.stringContaining(secret)]);
  });

  it('fails a job whose template nobody can submit, and says why', async () => {
    await createJob(home, home, { name: 'no-form', files: { 'template.html': '<crowd-lidar></crowd-lidar>' } });
    await home.settle();
    expect(await home.actions.DescribeLabelingJob({ LabelingJobName: 'no-form' })).toMatchObject({
      LabelingJobStatus: 'Failed',
      FailureReason: expect.stringMatching(
        /cannot be submitted: the template has no <crowd-form>.*no element <crowd-lidar>/,
      ),
    });
  });

  it('refuses a job whose template nobody can render', async () => {
    await createJob(home, home, { name: 'broken', files: { 'template.html': '{% if %}' } });
    await home.settle();
    expect(await home.actions.DescribeLabelingJob({ LabelingJobName: 'broken' })).toMatchObject({
      LabelingJobStatus: 'Failed',
      FailureReason: expect.stringContaining('template.html cannot be rendered'),
    });
  });

  it('acknowledges a repeated submission and counts it once', async () => {
    const { task } = await ana.next();
    expect((await ana.answer(task!)).body.outcome).toBe('counted');
    expect((await ana.answer(task!)).body.outcome).toBe('repeated');
    expect(await codeOf(ana.answer(task!, 99))).toEqual([409, 'already-submitted']);
    expect((await ana.ask('GET', '/api/statistics')).body).toMatchObject({ answers: 1 });
  });

  it('refuses tickets that are forged, of another object or of another worker', async () => {
    const { task } = await ana.next();
    const forged = { ...task!, ticket: task!.ticket.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) };
    expect(await codeOf(ana.answer(forged))).toEqual([403, 'bad-ticket']);
    const { body } = await ana.ask('POST', `/api/jobs/${task!.jobReference}/next`, { holding: [task!.leaseId] });
    const other = body.task as NonNullable<typeof task>;
    expect(await codeOf(ana.answer({ ...other, ticket: task!.ticket }))).toEqual([403, 'bad-ticket']);
    expect(await codeOf(ana.answer({ ...task!, objectId: '1' }))).toEqual([404, 'unknown-object']);
    expect(await codeOf(ben.answer(task!))).toEqual([403, 'bad-ticket']);
  });

  it('takes a late answer while the object needs it, and keeps others as evidence', async () => {
    const { task } = await ana.next();
    home.clock.advance(11 * 60_000);
    expect((await ana.answer(task!)).body.outcome).toBe('counted');
    const chi = await Worker.join(home, api, 'chi');
    ben = await Worker.join(home, api, 'ben');
    const late = (await chi.next()).task!;
    home.clock.advance(11 * 60_000);
    const inTime = (await ben.next()).task!;
    expect(inTime.objectId).toBe(late.objectId);
    await ben.answer(inTime);
    expect(await codeOf(chi.answer(late))).toEqual([409, 'not-needed']);
    expect((await home.keys()).filter((key) => key.includes('/evidence/'))).toHaveLength(1);
  });

  it('reopens an answer until its object is consolidated', async () => {
    const { task } = await ana.next();
    await ana.answer(task!);
    const { body } = await ana.send(task!, 'reopen');
    const again = body.task as typeof task;
    expect(again!.draft).toMatchObject({ boundingBox: { boundingBoxes: [{ left: 10 }] } });
    expect((await ana.answer(again!, 44)).body.outcome).toBe('counted');
    await ben.answer((await ben.next()).task!);
    home.clock.advance(62_000);
    await home.settle();
    expect(await codeOf(ana.send(task!, 'reopen'))).toEqual([409, 'consolidated']);
    expect((await ana.ask('GET', '/api/answers/recent')).body.answers).toMatchObject([
      { objectId: task!.objectId, reopenable: false },
    ]);
    const response = (await home.keys()).find((key) => key.includes('/worker-response/'))!;
    expect(await home.files.get(response)).toContain('"left":44');
  });

  it('forgets a draft once an answer has overtaken it, until there is a new one', async () => {
    const { task } = await ana.next();
    const path = `/api/jobs/${task!.jobReference}/objects/${task!.objectId}/draft`;
    await ana.ask('PUT', path, { draft: boxAnswer([{ left: 1 }]) });
    await ana.answer(task!, 22);
    const reopen = async () => (await ana.send(task!, 'reopen')).body.task as NonNullable<typeof task>;
    expect((await reopen()).draft).toMatchObject({ boundingBox: { boundingBoxes: [{ left: 22 }] } });
    expect((await ana.ask('GET', path)).body).toEqual({ draft: null });
    await ana.ask('PUT', path, { draft: boxAnswer([{ left: 3 }]) });
    expect((await reopen()).draft).toEqual(boxAnswer([{ left: 3 }]));
  });

  it('keeps drafts and gives them back with the task; declined objects go to others', async () => {
    const { task } = await ana.next();
    const path = `/api/jobs/${task!.jobReference}/objects/${task!.objectId}/draft`;
    for (const left of [1, 2]) await ana.ask('PUT', path, { draft: boxAnswer([{ left }]) });
    expect((await ana.next()).task!.draft).toEqual(boxAnswer([{ left: 2 }]));
    expect((await ana.send(task!, 'decline', { reason: 'too dark' })).status).toBe(204);
    expect((await ana.next()).task!.objectId).not.toBe(task!.objectId);
    expect((await ben.next()).task!.objectId).toBe(task!.objectId);
  });

  it('leaves the makers the reason of whoever declines, and names the people behind the ids', async () => {
    const { task } = await ana.next();
    await ana.send(task!, 'decline', { reason: 'too dark' });
    const uri = (await home.keys()).find((one) => one.includes('/annotations/declined/'))!;
    const said = JSON.parse(await home.files.get(uri));
    expect(said).toMatchObject({ reason: 'too dark', dataObject: { s3Uri: expect.stringContaining('/images/') } });
    const { Workers } = await home.actions.ListWorkers({});
    expect(Workers).toContainEqual(expect.objectContaining({ WorkerId: said.workerId, WorkerName: 'ana' }));
  });

  it('refuses what is too large, too deep, not JSON, or from another site', async () => {
    const { task } = await ana.next();
    const path = `/api/jobs/${task!.jobReference}/objects/0/answer`;
    const send = (body: string, headers: Record<string, string> = {}) =>
      api.request(`http://portal.test${path}`, {
        method: 'POST',
        body,
        headers: {
          host: 'portal.test',
          authorization: `Bearer ${ana.token}`,
          'content-type': 'application/json',
          ...headers,
        },
      });
    expect((await send(`{"a":"${'x'.repeat(ANSWER_BYTES_LIMIT)}"}`)).status).toBe(413);
    expect((await send('['.repeat(100_000))).status).toBe(400);
    expect((await send('{')).status).toBe(400);
    expect((await send('{}', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await send('{}', { origin: 'https://evil.test' })).status).toBe(403);
    expect((await send('{}', { host: 'evil.test' })).status).toBe(403);
    expect((await send('{}', { authorization: 'Bearer nobody' })).status).toBe(401);
  });
};
