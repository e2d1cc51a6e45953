import { serve } from '@hono/node-server';
import {
  listExecutions,
  readStateVisits,
  redriveExecution,
  stopExecution,
} from '../../shared/aws/execution-history.ts';
import { readOverviews } from '../../shared/aws/project-overview.ts';
import { buildPage } from './build-page.ts';
import type { ConsoleStart } from './console.ts';
import { createConsoleApp } from './console-app.ts';

/** The console's process: gets its orders once by IPC, answers with its port, ends with its parent. */
process.once('message', async ({ bucket, stateMachineArn, token, port }: ConsoleStart) => {
  let hosts: string[] = [];
  const app = createConsoleApp(
    {
      readOverviews: () => readOverviews(bucket),
      listExecutions: () => listExecutions(stateMachineArn),
      readStateVisits,
      redriveExecution,
      stopExecution,
    },
    await buildPage(),
    token,
    () => hosts,
  );
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => {
    hosts = [`127.0.0.1:${address.port}`, `localhost:${address.port}`];
    process.send?.({ port: address.port });
  });
  server.on('error', () => process.send?.({ port: null }));
});
process.on('disconnect', () => process.exit(0));
