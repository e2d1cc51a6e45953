import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type PortalSite, portalPage } from '../../shared/domain/labeling/portal-page.ts';

/** The files of either origin; which one is asked for, the Host header says. */
export function createPagesApp(site: () => Promise<PortalSite>): Hono {
  const app = new Hono();
  app.get('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    const { status, headers, body } = portalPage(await site(), context.req.header('host') ?? '', pathname);
    return context.body(body, status as ContentfulStatusCode, headers);
  });
  return app;
}

/** The portal's own origin: the files and the worker API. @param api answers `/api/*` */
export function createPortalApp(site: () => Promise<PortalSite>, api: () => Pick<Hono, 'fetch'>): Hono {
  const app = new Hono();
  app.all('/api/*', (context) => api().fetch(context.req.raw, context.env));
  return app.route('/', createPagesApp(site));
}
