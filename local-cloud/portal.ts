import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { buildPortal } from '../build-portal.mjs';
import type { PortalFiles } from '../shared/contracts/portal-files.ts';
import type { PortalSite } from '../shared/domain/labeling/portal-page.ts';
import { listenFrom } from './listen-from.ts';
import { createPagesApp, createPortalApp } from './portal/portal-app.ts';

export interface Portal {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** `host:port` values that it is reached under. */
  hosts(): string[];
  stop(): Promise<void>;
}

/**
 * Serves the workers' pages and API on a port, and so an origin, of its own, and the untrusted templates on another
 * one.
 * @param api asked with the first request
 * @param storage asked with each request: the origin that pictures are signed for
 * @param from the first free ports from here up are taken; 0 = any
 */
export async function openPortal(api: () => Pick<Hono, 'fetch'>, storage: () => string, from: number): Promise<Portal> {
  let built: Promise<PortalFiles> | undefined;
  let portalPort = 0;
  let sandboxPort = 0;
  const site = async (): Promise<PortalSite> => {
    built ??= buildPortal().then(({ files }) => files);
    const origins = { portalOrigins: originsAt(portalPort), sandboxOrigins: originsAt(sandboxPort) };
    return { files: await built, ...origins, storageOrigins: [storage()] };
  };
  const portal = createServer(getRequestListener(createPortalApp(site, api).fetch));
  const sandbox = createServer(getRequestListener(createPagesApp(site).fetch));
  portalPort = await listenFrom(portal, from);
  sandboxPort = await listenFrom(sandbox, from && portalPort + 1);
  return {
    url: `http://127.0.0.1:${portalPort}`,
    hosts: () => hostsAt(portalPort),
    async stop() {
      await Promise.all([portal, sandbox].map(close));
    },
  };
}

const hostsAt = (port: number): [string, string] => [`127.0.0.1:${port}`, `localhost:${port}`];

function originsAt(port: number): [string, string] {
  const [address, name] = hostsAt(port);
  return [`http://${address}`, `http://${name}`];
}

function close(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
}
