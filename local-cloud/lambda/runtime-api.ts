import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../wire/read-body.ts';

/** Lambda's limit for a synchronous request or response, bytes. */
export const LARGEST_INVOCATION_BYTES = 6 * 2 ** 20;

export interface RuntimeInvocation {
  requestId: string;
  functionArn: string;
  /** The event as JSON text. */
  payload: string;
  /** Milliseconds since 1970. */
  deadline: number;
}

/** What one environment's process does at the Runtime API. */
export interface RuntimeSession {
  /** It asks for its next event; `give` sends it. */
  next(give: (invocation: RuntimeInvocation) => void): void;
  respond(requestId: string, payload: string): void;
  fail(requestId: string, error: string): void;
  initFailed(error: string): void;
}

export interface RuntimeApi {
  /** @returns the value of AWS_LAMBDA_RUNTIME_API: a random path tells the environments apart and keeps others out */
  attach(session: RuntimeSession): string;
  detach(address: string): void;
  stop(): Promise<void>;
}

/** Serves the Lambda Runtime API 2018-06-01 to all environments of this laptop. */
export async function openRuntimeApi(): Promise<RuntimeApi> {
  const sessions = new Map<string, RuntimeSession>();
  const server = createServer((request, response) => {
    handle(sessions, request, response).catch((error: Error) => {
      response.writeHead(413, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errorType: 'RequestEntityTooLarge', errorMessage: error.message }));
    });
  });
  // A parked `next` waits for hours.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    attach(session) {
      const token = randomUUID();
      sessions.set(token, session);
      return `${host}/${token}`;
    },
    detach(address) {
      sessions.delete(address.slice(host.length + 1));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const route = /^\/(?<token>[^/]+)\/2018-06-01\/runtime\/(?:invocation\/)?(?<rest>.+)$/;

async function handle(sessions: Map<string, RuntimeSession>, request: IncomingMessage, response: ServerResponse) {
  const { token, rest } = route.exec(request.url ?? '')?.groups ?? {};
  const session = token && sessions.get(token);
  if (!session || !rest) {
    response.writeHead(404).end();
    return;
  }
  if (request.method === 'GET' && rest === 'next') {
    session.next((invocation) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(invocation.deadline),
        'lambda-runtime-invoked-function-arn': invocation.functionArn,
      });
      response.end(invocation.payload);
    });
    return;
  }
  // Beyond the limit, so that an answer slightly too large gets Lambda's own error for it.
  const body = (await readBody(request, 2 * LARGEST_INVOCATION_BYTES)).toString('utf8');
  const [requestId, outcome] = rest.split('/');
  if (rest === 'init/error') session.initFailed(body);
  else if (outcome === 'response') session.respond(requestId!, body);
  else if (outcome === 'error') session.fail(requestId!, body);
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}
