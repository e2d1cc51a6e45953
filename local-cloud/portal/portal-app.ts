import { type Context, Hono } from 'hono';
import type { PortalFile, PortalFiles } from './build-portal.ts';

export interface PortalAppOptions {
  files(): Promise<PortalFiles>;
  /** Answers `/api/*`. */
  api(): Pick<Hono, 'fetch'>;
  /** `host:port` values of the portal; anything else is DNS rebinding. */
  portalHosts(): string[];
  /** Of the origin that tasks run in. */
  sandboxHosts(): string[];
}

const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** The portal's own origin: the page and the worker API. */
export function createPortalApp({ files, api, portalHosts, sandboxHosts }: PortalAppOptions): Hono {
  const app = new Hono();
  app.all('/api/*', (context) => api().fetch(context.req.raw, context.env));
  app.get('*', async (context) => {
    if (!isFor(context, portalHosts())) return context.text('this portal is not served under that name', 403);
    const frames = sandboxHosts().map((host) => `http://${host}`);
    return answerFile(context, (await files()).portal, {
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src ${frames.join(' ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    });
  });
  return app;
}

/**
 * The origin that untrusted templates run in. It has no state and no API; its pages may load scripts from here alone, and connect
 * to nothing. What no policy of today's browsers covers: a template's script can send bytes through WebRTC, so it must come from
 * somebody who may see the task's image.
 */
export function createSandboxApp({ files, portalHosts, sandboxHosts }: PortalAppOptions): Hono {
  const app = new Hono();
  app.get('*', async (context) => {
    if (!isFor(context, sandboxHosts())) return context.text('tasks are not served under that name', 403);
    const own = `http://${context.req.header('host')}`;
    const portals = portalHosts().map((host) => `http://${host}`);
    return answerFile(context, (await files()).sandbox, {
      'content-security-policy': `default-src 'none'; script-src ${own} 'unsafe-inline'; style-src ${own} 'unsafe-inline'; img-src data: blob: http: https:; font-src data:; connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors ${portals.join(' ')}; sandbox allow-scripts allow-forms`,
    });
  });
  return app;
}

const isFor = (context: Context, hosts: readonly string[]) => hosts.includes(context.req.header('host') ?? '');

function answerFile(context: Context, files: Record<string, PortalFile>, headers: Record<string, string>): Response {
  const path = new URL(context.req.url).pathname;
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (!file) return context.text('there is no such page', 404);
  return context.body(file.body, 200, { ...COMMON_HEADERS, ...headers, 'content-type': file.contentType });
}
