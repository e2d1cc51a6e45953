import type { Context, Hono } from 'hono';
import {
  invitationAcceptSchema,
  invitationReadSchema,
  logInSchema,
  type SessionAnswer,
} from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import { type Session, spellingOf } from '../workers/account-store.ts';
import { FailureLimit } from './rate-limit.ts';
import { readRequestBody } from './request-body.ts';
import { WorkerApiError } from './worker-error.ts';
import { SMALL_BODY, type WorkerApiOptions, type WorkerEnv } from './worker-request.ts';

const FAILURE_WINDOW_MS = 15 * 60_000;
const FAILURES_PER_NAME = 10;
const FAILURES_PER_ADDRESS = 50;

/** Invitations and sessions; everything added to the app after these needs a session. */
export function addSessionRoutes(app: Hono<WorkerEnv>, engine: EngineContext, options: WorkerApiOptions): void {
  const { storage, now, randomHex, exclusive } = engine.ports;
  const commit = { newWriterId: () => randomHex(8), exclusive };
  const failures = new FailureLimit(storage, commit, FAILURE_WINDOW_MS, now);
  const addressOf = (context: Context) => `address ${options.addressOf(context)}`;

  /**
   * A good link is always good, whoever has failed at this address: nobody guesses one. Only bad ones are counted and
   * slowed down.
   */
  async function takeInvitation<Result>(context: Context, take: () => Promise<Result | undefined>): Promise<Result> {
    const result = await take();
    if (result !== undefined) return result;
    const address = addressOf(context);
    await failures.check(address, FAILURES_PER_ADDRESS);
    await failures.fail(address);
    throw invitationUsed();
  }

  app.post('/api/invitations/read', async (context) => {
    const { invitation } = await readRequestBody(context, invitationReadSchema, SMALL_BODY);
    const account = await takeInvitation(context, () => engine.accounts.readInvitation(invitation));
    return context.json({ name: account.name, workteam: account.invitation!.workteamArn.split('/').at(-1)! });
  });

  app.post('/api/invitations/accept', async (context) => {
    const { invitation, password } = await readRequestBody(context, invitationAcceptSchema, SMALL_BODY);
    const accept = () => engine.accounts.acceptInvitation(invitation, password);
    return context.json(sessionAnswer(await takeInvitation(context, accept)), 201);
  });

  app.post('/api/session', async (context) => {
    const { name, password } = await readRequestBody(context, logInSchema, SMALL_BODY);
    const key = `name ${spellingOf(name)}`;
    const address = addressOf(context);
    // Where many have failed, a name has one try left: others at the same address still get in.
    const isSuspect = await failures.isOver(address, FAILURES_PER_ADDRESS);
    await failures.check(key, isSuspect ? 1 : FAILURES_PER_NAME);
    const session = await engine.accounts.logIn(name, password);
    if (!session) {
      await failures.fail(key);
      await failures.fail(address);
      throw new WorkerApiError('wrong-password', 'name or password is wrong');
    }
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
