import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { listenFrom } from '../listen-from.ts';
import { buildPage } from './build-page.ts';
import type { ConsoleStart } from './console.ts';
import { createConsoleApp } from './console-app.ts';
import { openSources } from './sources.ts';

/** The console's process: gets its orders once by IPC, answers with its port, ends with its parent. */
process.once('message', async (start: ConsoleStart) => {
  let hosts: string[] = [];
  const app = createConsoleApp(openSources(start), await buildPage(), start.token, () => hosts);
  const listening = await listenFrom(createServer(getRequestListener(app.fetch)), start.port).catch(() => null);
  hosts = [`127.0.0.1:${listening}`, `localhost:${listening}`];
  process.send?.({ port: listening });
});
process.on('disconnect', () => process.exit(0));
