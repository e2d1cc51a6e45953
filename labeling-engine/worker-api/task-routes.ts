import type { Context, Hono } from 'hono';
import * as z from 'zod/mini';
import {
  ANSWER_BYTES_LIMIT,
  answerSchema,
  DRAFT_BYTES_LIMIT,
  declineSchema,
  draftSchema,
  type JobsAnswer,
  leaseSchema,
  type NextTaskAnswer,
  nextTaskSchema,
} from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import { readObjectName } from './object-name.ts';
import { readRequestBody } from './request-body.ts';
import { TaskDesk } from './task-desk.ts';
import type { Wishes } from './task-finder.ts';
import { WorkerApiError } from './worker-error.ts';
import { jobsOf, listJobs, recentAnswers, statisticsOf } from './worker-jobs.ts';
import { SMALL_BODY, type WorkerEnv } from './worker-request.ts';

const LONGEST_WAIT_SECONDS = 20;
const OBJECT = '/api/jobs/:jobReference/objects/:objectId';

/** Jobs, tasks and the worker's own history. */
export function addTaskRoutes(app: Hono<WorkerEnv>, engine: EngineContext): void {
  async function deskOf(context: Context<WorkerEnv>): Promise<TaskDesk> {
    const account = context.get('account');
    const reference = context.req.param('jobReference');
    const found = (await jobsOf(engine, account)).find(({ document }) => document.reference === reference);
    if (!found?.document.ledger) throw new WorkerApiError('unknown-job', 'there is no such job for you');
    return new TaskDesk(engine, found.job, found.document, account);
  }

  /** A task of another human loop of the same flow definition: to workers they are one job. */
  async function nextLoop(context: Context<WorkerEnv>, wishes: Wishes): Promise<NextTaskAnswer | undefined> {
    const account = context.get('account');
    const jobs = await jobsOf(engine, account);
    const reference = context.req.param('jobReference');
    const flow = jobs.find(({ document }) => document.reference === reference)?.document.loop?.flowDefinitionArn;
    if (flow === undefined) return undefined;
    for (const { job, document } of jobs) {
      if (document.loop?.flowDefinitionArn !== flow || document.status !== 'InProgress') continue;
      const answer = await new TaskDesk(engine, job, document, account).next(wishes, engine.ports.now());
      if (answer.task) return answer;
    }
    return undefined;
  }

  async function objectOf(context: Context<WorkerEnv, typeof OBJECT>) {
    const desk = await deskOf(context);
    const { jobReference, objectId: name } = context.req.param();
    const objectId = readObjectName(await engine.secret(), jobReference, name);
    if (objectId === undefined) throw new WorkerApiError('unknown-object', 'this job has no such object');
    return { desk, objectId };
  }

  app.get('/api/jobs', async (context) => {
    const seconds = Math.min(Number(context.req.query('waitSeconds') ?? 0) || 0, LONGEST_WAIT_SECONDS);
    const until = engine.ports.now() + seconds * 1000;
    for (;;) {
      const seen = engine.changes();
      const jobs = await listJobs(engine, context.get('account'));
      const retryAfterSeconds = engine.pollSeconds();
      const isEnough = jobs.some(({ left }) => left > 0) || engine.ports.now() >= until;
      if (isEnough || !(await engine.changed(undefined, until, seen)))
        return context.json<JobsAnswer>({ jobs, ...(retryAfterSeconds && { retryAfterSeconds }) });
    }
  });

  app.post('/api/jobs/:jobReference/next', async (context) => {
    const { waitSeconds, ...wishes } = await readRequestBody(context, nextTaskSchema, SMALL_BODY);
    const own = await (await deskOf(context)).next(wishes, engine.ports.now() + waitSeconds * 1000);
    const isOver = !own.task && (own.reason === 'done' || own.reason === 'ended');
    const answer = (isOver && (await nextLoop(context, wishes))) || own;
    if (answer.retryAfterSeconds !== undefined) context.header('Retry-After', String(answer.retryAfterSeconds));
    return context.json(answer);
  });

  app.post(`${OBJECT}/renew`, async (context) => {
    const { ticket } = await readRequestBody(context, leaseSchema, SMALL_BODY);
    const { desk, objectId } = await objectOf(context);
    return context.json({ leaseExpiresAt: await desk.renew(objectId, ticket) });
  });

  app.post(`${OBJECT}/release`, async (context) => {
    const { ticket } = await readRequestBody(context, leaseSchema, SMALL_BODY);
    const { desk, objectId } = await objectOf(context);
    await desk.release(objectId, ticket);
    return context.body(null, 204);
  });

  app.post(`${OBJECT}/answer`, async (context) => {
    const { ticket, answer, secondsWorked } = await readRequestBody(context, answerSchema, ANSWER_BYTES_LIMIT);
    const { desk, objectId } = await objectOf(context);
    return context.json(await desk.submit(objectId, ticket, answer, secondsWorked));
  });

  app.post(`${OBJECT}/decline`, async (context) => {
    const { ticket, reason } = await readRequestBody(context, declineSchema, SMALL_BODY);
    const { desk, objectId } = await objectOf(context);
    await desk.decline(objectId, ticket, reason);
    return context.body(null, 204);
  });

  app.post(`${OBJECT}/reopen`, async (context) => {
    await readRequestBody(context, z.object({}), SMALL_BODY);
    const { desk, objectId } = await objectOf(context);
    return context.json({ task: await desk.reopen(objectId) });
  });

  app.put(`${OBJECT}/draft`, async (context) => {
    const { draft } = await readRequestBody(context, draftSchema, DRAFT_BYTES_LIMIT);
    const { desk, objectId } = await objectOf(context);
    await desk.saveDraft(objectId, draft);
    return context.body(null, 204);
  });

  app.get(`${OBJECT}/draft`, async (context) => {
    const { desk, objectId } = await objectOf(context);
    return context.json({ draft: (await desk.readDraft(objectId)) ?? null });
  });

  app.get('/api/answers/recent', async (context) =>
    context.json({ answers: await recentAnswers(engine, context.get('account')) }),
  );

  app.get('/api/statistics', async (context) => context.json(await statisticsOf(engine, context.get('account'))));
}
