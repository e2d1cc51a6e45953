import type { Context, Hono } from 'hono';
import * as z from 'zod/mini';
import {
  ANSWER_BYTES_LIMIT,
  answerSchema,
  DRAFT_BYTES_LIMIT,
  declineSchema,
  draftSchema,
  leaseSchema,
  nextTaskSchema,
} from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import { readBody } from './request-body.ts';
import { TaskDesk } from './task-desk.ts';
import { WorkerApiError } from './worker-error.ts';
import { jobsOf, listJobs, recentAnswers, statisticsOf } from './worker-jobs.ts';
import { SMALL_BODY, type WorkerEnv } from './worker-request.ts';

const LONGEST_WAIT_SECONDS = 20;
const OBJECT = '/api/jobs/:jobReference/objects/:objectId';

/** Jobs, tasks and the worker's own history. */
export function addTaskRoutes(app: Hono<WorkerEnv>, engine: EngineContext): void {
  async function desk(context: Context<WorkerEnv>): Promise<TaskDesk> {
    const account = context.get('account');
    const reference = context.req.param('jobReference');
    const found = (await jobsOf(engine, account)).find(({ document }) => document.reference === reference);
    if (!found?.document.ledger) throw new WorkerApiError('unknown-job', 'there is no such job for you');
    return new TaskDesk(engine, found.job, found.document, account);
  }

  app.get('/api/jobs', async (context) => {
    const seconds = Math.min(Number(context.req.query('waitSeconds') ?? 0) || 0, LONGEST_WAIT_SECONDS);
    const until = engine.ports.now() + seconds * 1000;
    for (;;) {
      const seen = engine.changes();
      const jobs = await listJobs(engine, context.get('account'));
      if (jobs.some(({ left }) => left > 0) || engine.ports.now() >= until) return context.json({ jobs });
      if (!(await engine.changed(undefined, until, seen))) return context.json({ jobs });
    }
  });

  app.post('/api/jobs/:jobReference/next', async (context) => {
    const { holding, waitSeconds } = await readBody(context, nextTaskSchema, SMALL_BODY);
    const answer = await (await desk(context)).next(holding, engine.ports.now() + waitSeconds * 1000);
    if (answer.retryAfterSeconds !== undefined) context.header('Retry-After', String(answer.retryAfterSeconds));
    return context.json(answer);
  });

  app.post(`${OBJECT}/renew`, async (context) => {
    const { ticket } = await readBody(context, leaseSchema, SMALL_BODY);
    return context.json({ leaseExpiresAt: await (await desk(context)).renew(context.req.param('objectId'), ticket) });
  });

  app.post(`${OBJECT}/release`, async (context) => {
    const { ticket } = await readBody(context, leaseSchema, SMALL_BODY);
    await (await desk(context)).release(context.req.param('objectId'), ticket);
    return context.body(null, 204);
  });

  app.post(`${OBJECT}/answer`, async (context) => {
    const { ticket, answer, secondsWorked } = await readBody(context, answerSchema, ANSWER_BYTES_LIMIT);
    const receipt = (await desk(context)).submit(context.req.param('objectId'), ticket, answer, secondsWorked);
    return context.json(await receipt);
  });

  app.post(`${OBJECT}/decline`, async (context) => {
    const { ticket, reason } = await readBody(context, declineSchema, SMALL_BODY);
    await (await desk(context)).decline(context.req.param('objectId'), ticket, reason);
    return context.body(null, 204);
  });

  app.post(`${OBJECT}/reopen`, async (context) => {
    await readBody(context, z.object({}), SMALL_BODY);
    return context.json({ task: await (await desk(context)).reopen(context.req.param('objectId')) });
  });

  app.put(`${OBJECT}/draft`, async (context) => {
    const { draft } = await readBody(context, draftSchema, DRAFT_BYTES_LIMIT);
    await (await desk(context)).saveDraft(context.req.param('objectId'), draft);
    return context.body(null, 204);
  });

  app.get(`${OBJECT}/draft`, async (context) =>
    context.json({ draft: (await (await desk(context)).readDraft(context.req.param('objectId'))) ?? null }),
  );

  app.get('/api/answers/recent', async (context) =>
    context.json({ answers: await recentAnswers(engine, context.get('account')) }),
  );

  app.get('/api/statistics', async (context) => context.json(await statisticsOf(engine, context.get('account'))));
}
