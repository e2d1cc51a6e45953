import { type Context, Hono } from 'hono';
import type { ErrorAnswer } from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import { addSessionRoutes } from './session-routes.ts';
import { addTaskRoutes } from './task-routes.ts';
import { WorkerApiError } from './worker-error.ts';
import type { WorkerApiOptions, WorkerEnv } from './worker-request.ts';

/** The workers' side of the engine (`worker-api.md`). */
export function createWorkerApi(engine: EngineContext, options: WorkerApiOptions): Hono<WorkerEnv> {
  const app = new Hono<WorkerEnv>();
  app.onError((error, context) => answerError(error, context, engine));
  app.notFound((context) => context.json(errorBody('bad-request', 'there is no such request'), 404));
  app.use('/api/*', async (context, next) => {
    checkOrigin(context, options.allowedHosts());
    context.header('Cache-Control', 'no-store');
    await next();
  });
  addSessionRoutes(app, engine, options);
  addTaskRoutes(app, engine);
  return app;
}

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
  return context.json(errorBody('internal', 'something went wrong here; try again'), 500);
}
