import type { Context, Hono } from 'hono';
import {
  invitationAcceptSchema,
  invitationReadSchema,
  logInSchema,
  type SessionAnswer,
} from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Session } from '../workers/account-store.ts';
import { FailureLimit } from './rate-limit.ts';
import { readBody } from './request-body.ts';
import { WorkerApiError } from './worker-error.ts';
import { SMALL_BODY, type WorkerApiOptions, type WorkerEnv } from './worker-request.ts';

const FAILURE_WINDOW_MS = 15 * 60_000;
const FAILURES_PER_NAME = 10;
const FAILURES_PER_ADDRESS = 50;

/** Invitations and sessions; everything added to the app after these needs a session. */
export function addSessionRoutes(app: Hono<WorkerEnv>, engine: EngineContext, options: WorkerApiOptions): void {
  const byName = new FailureLimit(FAILURES_PER_NAME, FAILURE_WINDOW_MS, engine.ports.now);
  const byAddress = new FailureLimit(FAILURES_PER_ADDRESS, FAILURE_WINDOW_MS, engine.ports.now);

  /** Counts what was refused against the client's address. */
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
}

const invitationUsed = () =>
  new WorkerApiError('invitation-used', 'this invitation has been used or has expired; ask for a new one');

const sessionAnswer = ({ token, expiresAt, account }: Session): SessionAnswer => ({
  token,
  expiresAt,
  worker: { workerId: account.workerId, name: account.name },
});
