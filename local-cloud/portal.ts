import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { listenFrom } from './listen-from.ts';
import { buildPortal, type PortalFiles } from './portal/build-portal.ts';
import { createPortalApp, createSandboxApp, type PortalAppOptions } from './portal/portal-app.ts';

export interface Portal {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** `host:port` values that it is reached under. */
  hosts(): string[];
  stop(): Promise<void>;
}

/**
 * Serves the workers' pages and API on a port, and so an origin, of its own, and the untrusted templates on another one.
 * @param api asked with the first request
 * @param from the first free ports from here up are taken; 0 = any
 */
export async function openPortal(api: () => Pick<Hono, 'fetch'>, from: number): Promise<Portal> {
  let built: Promise<PortalFiles> | undefined;
  let portalPort = 0;
  let sandboxPort = 0;
  const hostsAt = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`];
  const options: PortalAppOptions = {
    files: async () => {
      built ??= buildPortal();
      const files = await built;
      return { ...files, portal: withSandbox(files.portal, `http://127.0.0.1:${sandboxPort}`) };
    },
    api,
    portalHosts: () => hostsAt(portalPort),
    sandboxHosts: () => hostsAt(sandboxPort),
  };
  const portal = createServer(getRequestListener(createPortalApp(options).fetch));
  const sandbox = createServer(getRequestListener(createSandboxApp(options).fetch));
  portalPort = await listenFrom(portal, from);
  sandboxPort = await listenFrom(sandbox, from && portalPort + 1);
  return {
    url: `http://127.0.0.1:${portalPort}`,
    hosts: options.portalHosts,
    async stop() {
      await Promise.all([portal, sandbox].map(close));
    },
  };
}

/** The page learns from its own HTML where tasks run. */
const withSandbox = (files: PortalFiles['portal'], origin: string): PortalFiles['portal'] => ({
  ...files,
  '/': { ...files['/']!, body: files['/']!.body.replace('{{sandbox}}', origin) },
});

function close(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
}
