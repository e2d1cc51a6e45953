import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

const PORTS_TO_TRY = 100;

export interface Portal {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** `host:port` values that it is reached under. */
  hosts(): string[];
  stop(): Promise<void>;
}

/**
 * Serves the workers' side on a port, and so an origin, of its own.
 * @param app asked with the first request
 * @param from the first free port from here up is taken; 0 = any
 */
export async function openPortal(app: () => Pick<Hono, 'fetch'>, from: number): Promise<Portal> {
  const server = createServer(getRequestListener((request, environment) => app().fetch(request, environment)));
  const port = await listen(server, from);
  return {
    url: `http://127.0.0.1:${port}`,
    hosts: () => [`127.0.0.1:${port}`, `localhost:${port}`],
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function listen(server: Server, from: number): Promise<number> {
  for (let port = from; ; port++) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((settle) => {
      server.once('error', settle);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', settle);
        settle(undefined);
      });
    });
    if (!error) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE' || port >= from + PORTS_TO_TRY) throw error;
  }
}
