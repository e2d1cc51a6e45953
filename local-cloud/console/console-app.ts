import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ExecutionOverview, ProjectOverview, StateVisit } from '../../shared/contracts/overview.ts';

/** What the console reads and does; the process that serves it brings the AWS clients. */
export interface ConsoleSources {
  readOverviews(): Promise<ProjectOverview[]>;
  listExecutions(): Promise<ExecutionOverview[]>;
  readStateVisits(executionArn: string): Promise<StateVisit[]>;
  redriveExecution(executionArn: string): Promise<void>;
  stopExecution(executionArn: string, cause: string): Promise<void>;
}

export interface ConsolePage {
  html: string;
  script: string;
  style: string;
}

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * The console's own small server: the page, and JSON behind a bearer token that the page gets in its link's fragment.
 * @param allowedHosts `127.0.0.1:port` and the like: anything else is DNS rebinding
 */
export function createConsoleApp(
  sources: ConsoleSources,
  page: ConsolePage,
  token: string,
  allowedHosts: () => readonly string[],
): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    if (!allowedHosts().includes(host) || (origin !== undefined && origin !== `http://${host}`)) {
      return context.json({ error: `host ${host} or origin ${origin ?? 'none'} may not use the console` }, 403);
    }
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });
  app.get('/', (context) => context.html(page.html));
  app.get('/console.js', (context) => context.body(page.script, 200, { 'content-type': 'text/javascript' }));
  app.get('/console.css', (context) => context.body(page.style, 200, { 'content-type': 'text/css' }));

  app.use('/api/*', bodyLimit({ maxSize: 16_384 }), async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${token}`) {
      return context.json({ error: 'the console needs the link that `labelloop up` printed' }, 401);
    }
    return next();
  });
  app.get('/api/overview', async (context) => {
    const [projects, executions] = await Promise.all([sources.readOverviews(), sources.listExecutions()]);
    return context.json({ projects, executions });
  });
  app.get('/api/visits', async (context) =>
    context.json({ visits: await sources.readStateVisits(context.req.query('executionArn') ?? '') }),
  );
  app.post('/api/redrive', async (context) => {
    await sources.redriveExecution(await executionArnOf(context.req));
    return context.body(null, 204);
  });
  app.post('/api/stop', async (context) => {
    await sources.stopExecution(await executionArnOf(context.req), 'stopped in the console');
    return context.body(null, 204);
  });
  app.onError((error, context) => context.json({ error: `${error.name}: ${error.message}` }, 502));
  return app;
}

async function executionArnOf(request: { json(): Promise<unknown> }): Promise<string> {
  const body = (await request.json()) as { executionArn?: unknown };
  return String(body.executionArn);
}
