import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import {
  ANSWER_BYTES_LIMIT,
  answerSchema,
  DRAFT_BYTES_LIMIT,
  declineSchema,
  draftSchema,
  type ErrorAnswer,
  invitationAcceptSchema,
  invitationReadSchema,
  type JobAnswer,
  leaseSchema,
  logInSchema,
  nextTaskSchema,
  type SessionAnswer,
} from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Account, Session } from '../workers/account-store.ts';
import { FailureLimit } from './rate-limit.ts';
import { readBody } from './request-body.ts';
import { TaskDesk } from './task-desk.ts';
import { jobsOf, recentAnswers, statisticsOf } from './work-history.ts';
import { WorkerApiError } from './worker-error.ts';

export interface WorkerApiOptions {
  /** `host:port` values that pages of ours are served under; a request for or from another one is refused. */
  allowedHosts(): string[];
  /** The client's address, for rate limits. */
  addressOf(context: Context): string;
}

const SMALL_BODY = 16 * 1024;
const FAILURE_WINDOW_MS = 15 * 60_000;
const FAILURES_PER_NAME = 10;
const FAILURES_PER_ADDRESS = 50;

type Env = { Variables: { account: Account; token: string } };

/** The workers' side of the engine (`worker-api.md`). */
export function createWorkerApi(engine: EngineContext, options: WorkerApiOptions): Hono<Env> {
  const app = new Hono<Env>();
  const byName = new FailureLimit(FAILURES_PER_NAME, FAILURE_WINDOW_MS, engine.ports.now);
  const byAddress = new FailureLimit(FAILURES_PER_ADDRESS, FAILURE_WINDOW_MS, engine.ports.now);
  const object = '/api/jobs/:jobReference/objects/:objectId';

  app.onError((error, context) => answerError(error, context, engine));
  app.notFound((context) => context.json(errorBody('bad-request', 'there is no such request'), 404));

  app.use('/api/*', async (context, next) => {
    checkOrigin(context, options.allowedHosts());
    context.header('Cache-Control', 'no-store');
    await next();
  });

  app.post('/api/invitations/read', async (context) => {
    const { invitation } = await readBody(context, invitationReadSchema, SMALL_BODY);
    const account = await guarded(context, () => engine.accounts.readInvitation(invitation), invitationUsed);
    return context.json({ name: account.name, workteam: account.invitation!.workteamArn.split('/').at(-1)! });
  });

  app.post('/api/invitations/accept', async (context) => {
    const { invitation, password } = await readBody(context, invitationAcceptSchema, SMALL_BODY);
    const accept = () => engine.accounts.acceptInvitation(invitation, password);
    return context.json(sessionAnswer(await guarded(context, accept, invitationUsed)), 201);
  });

  app.post('/api/session', async (context) => {
    const { name, password } = await readBody(context, logInSchema, SMALL_BODY);
    const key = name.trim().toLowerCase();
    byName.check(key);
    const session = await guarded(
      context,
      () => engine.accounts.logIn(name, password),
      () => {
        byName.fail(key);
        return new WorkerApiError('wrong-password', 'name or password is wrong');
      },
    );
    return context.json(sessionAnswer(session), 201);
  });

  app.use('/api/*', async (context, next) => {
    const token = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    const account = token ? await engine.accounts.authenticate(token) : undefined;
    if (!account) throw new WorkerApiError('not-signed-in', 'sign in first, or again');
    context.set('account', account);
    context.set('token', token);
    await next();
  });

  app.post('/api/session/renew', async (context) =>
    context.json(sessionAnswer(await engine.accounts.renew(context.get('token'))), 201),
  );

  app.delete('/api/session', async (context) => {
    await engine.accounts.logOut(context.get('token'));
    return context.body(null, 204);
  });

  app.get('/api/jobs', async (context) => {
    const account = context.get('account');
    const jobs = (await jobsOf(engine, account)).filter(({ document }) => document.status === 'InProgress');
    const answers = jobs.map(async ({ job, document }): Promise<JobAnswer> => {
      const task = document.request.HumanTaskConfig;
      return {
        jobReference: document.reference,
        title: task.TaskTitle,
        description: task.TaskDescription,
        taskType: document.ledger!.taskType,
        labels: document.ledger!.labels,
        timeLimitSeconds: task.TaskTimeLimitInSeconds,
        objects: document.ledger!.objects,
        ...(await new TaskDesk(engine, job, document, account).progress()),
      };
    });
    return context.json({ jobs: await Promise.all(answers) });
  });

  app.post('/api/jobs/:jobReference/next', async (context) => {
    const { holding, waitSeconds } = await readBody(context, nextTaskSchema, SMALL_BODY);
    const answer = await (await desk(context)).next(holding, engine.ports.now() + waitSeconds * 1000);
    if (answer.retryAfterSeconds !== undefined) context.header('Retry-After', String(answer.retryAfterSeconds));
    return context.json(answer);
  });

  app.post(`${object}/renew`, async (context) => {
    const { ticket } = await readBody(context, leaseSchema, SMALL_BODY);
    return context.json({ leaseExpiresAt: await (await desk(context)).renew(context.req.param('objectId'), ticket) });
  });

  app.post(`${object}/release`, async (context) => {
    const { ticket } = await readBody(context, leaseSchema, SMALL_BODY);
    await (await desk(context)).release(context.req.param('objectId'), ticket);
    return context.body(null, 204);
  });

  app.post(`${object}/answer`, async (context) => {
    const { ticket, answer, secondsWorked } = await readBody(context, answerSchema, ANSWER_BYTES_LIMIT);
    return context.json(
      await (await desk(context)).submit(context.req.param('objectId'), ticket, answer, secondsWorked),
    );
  });

  app.post(`${object}/decline`, async (context) => {
    const { ticket, reason } = await readBody(context, declineSchema, SMALL_BODY);
    await (await desk(context)).decline(context.req.param('objectId'), ticket, reason);
    return context.body(null, 204);
  });

  app.post(`${object}/reopen`, async (context) => {
    await readBody(context, z.object({}), SMALL_BODY);
    return context.json({ task: await (await desk(context)).reopen(context.req.param('objectId')) });
  });

  app.put(`${object}/draft`, async (context) => {
    const { draft } = await readBody(context, draftSchema, DRAFT_BYTES_LIMIT);
    await (await desk(context)).saveDraft(context.req.param('objectId'), draft);
    return context.body(null, 204);
  });

  app.get(`${object}/draft`, async (context) =>
    context.json({ draft: (await (await desk(context)).readDraft(context.req.param('objectId'))) ?? null }),
  );

  app.get('/api/answers/recent', async (context) =>
    context.json({ answers: await recentAnswers(engine, context.get('account')) }),
  );

  app.get('/api/statistics', async (context) => context.json(await statisticsOf(engine, context.get('account'))));

  async function desk(context: Context<Env>): Promise<TaskDesk> {
    const account = context.get('account');
    const reference = context.req.param('jobReference');
    const found = (await jobsOf(engine, account)).find(({ document }) => document.reference === reference);
    if (!found?.document.ledger) throw new WorkerApiError('unknown-job', 'there is no such job for you');
    return new TaskDesk(engine, found.job, found.document, account);
  }

  async function guarded<Result>(
    context: Context,
    attempt: () => Promise<Result | undefined>,
    refuse: () => WorkerApiError,
  ): Promise<Result> {
    const address = options.addressOf(context);
    byAddress.check(address);
    const result = await attempt();
    if (result !== undefined) return result;
    byAddress.fail(address);
    throw refuse();
  }

  return app;
}

const invitationUsed = () =>
  new WorkerApiError('invitation-used', 'this invitation has been used or has expired; ask for a new one');

const sessionAnswer = ({ token, expiresAt, account }: Session): SessionAnswer => ({
  token,
  expiresAt,
  worker: { workerId: account.workerId, name: account.name },
});

/** Keeps pages of other sites out: by name (DNS rebinding) and by origin (CSRF). */
function checkOrigin(context: Context, allowedHosts: string[]): void {
  const host = context.req.header('host') ?? '';
  const origin = context.req.header('origin');
  const originHost = origin === undefined ? undefined : (URL.parse(origin)?.host ?? '');
  const isForeign =
    !allowedHosts.includes(host) ||
    (originHost !== undefined && !allowedHosts.includes(originHost)) ||
    context.req.header('sec-fetch-site') === 'cross-site';
  if (isForeign) throw new WorkerApiError('forbidden-origin', 'requests are answered for the portal itself only');
}

const errorBody = (code: ErrorAnswer['error']['code'], message: string): ErrorAnswer => ({ error: { code, message } });

function answerError(error: Error, context: Context, engine: EngineContext): Response {
  if (error instanceof WorkerApiError) {
    if (error.retryAfterSeconds !== undefined) context.header('Retry-After', String(error.retryAfterSeconds));
    return context.json(errorBody(error.code, error.message), error.status);
  }
  engine.ports.log('the worker API failed', { error: error.message, path: context.req.path });
  return context.json({ error: { code: 'internal', message: 'something went wrong here; try again' } }, 500);
}
