import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Intrinsics } from '../../local-cloud/template/intrinsics.ts';
import type { Stack } from '../../local-cloud/template/stack.ts';
import type { HttpResult } from '../../shared/contracts/http-event.ts';

interface Route {
  method: string;
  path: RegExp;
  /** Characters that are fixed: the longest matching route wins, as in API Gateway. */
  weight: number;
  functionArn: string;
}

export interface HttpRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Answers a request that has come to the domain name. */
export type HttpApi = (domainName: string, request: HttpRequest) => Promise<HttpResult>;

/**
 * One of the template's HTTP APIs: its routes, its events (payload 2.0), its limits.
 * @param call runs a function and gives its result
 */
export function openHttpApi(
  stack: Stack,
  logicalId: string,
  call: (functionArn: string, event: unknown) => Promise<unknown>,
  now: () => number,
): HttpApi {
  const routes = routesOf(stack, logicalId);
  return async (domainName, { method, path, headers, body = '' }) => {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const route = routes.find((one) => (one.method === 'ANY' || one.method === method) && one.path.test(rawPath));
    if (!route) return { statusCode: 404, body: JSON.stringify({ message: 'Not Found' }) };
    const http = { method, path: rawPath, sourceIp: '192.0.2.1' };
    const requestContext = { domainName, http, timeEpoch: now() };
    const event = { version: '2.0', rawPath, rawQueryString, headers, requestContext, body, isBase64Encoded: false };
    return (call(route.functionArn, event) as Promise<HttpResult>).catch((error: Error): HttpResult => {
      if (error.name !== 'Lambda.RequestTooLargeException') throw error;
      return { statusCode: 413, body: JSON.stringify({ message: 'Request Too Long' }) };
    });
  };
}

function routesOf(stack: Stack, logicalId: string): Route[] {
  const intrinsics = new Intrinsics(stack);
  const ofApi = (type: string) =>
    Object.entries(stack)
      .filter(([, { Type }]) => Type === `AWS::ApiGatewayV2::${type}`)
      .map(([id, { Properties }]) => ({ id, ...intrinsics.resolveStructure(Properties) }) as Record<string, string>)
      .filter(({ ApiId }) => ApiId === intrinsics.resolve({ Ref: logicalId }));
  const functionOf = new Map(
    ofApi('Integration').map(({ id, IntegrationUri }) => [
      `integrations/${intrinsics.resolve({ Ref: id! })}`,
      IntegrationUri!,
    ]),
  );
  return ofApi('Route')
    .map(({ RouteKey, Target }) => {
      const [method = '', path = ''] = RouteKey!.split(' ');
      const fixed = path.replace(/\{\w+\+\}$/, '');
      const rest = fixed === path ? '$' : '.+$';
      return {
        method,
        path: new RegExp(`^${fixed}${rest}`),
        weight: fixed.length,
        functionArn: functionOf.get(Target!)!,
      };
    })
    .sort((a, b) => b.weight - a.weight);
}

/** A loopback address for an API. `answer` is set later: functions want to know the address before they start. */
export async function listenOnLoopback() {
  let api: HttpApi | undefined;
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await text(request);
    const answer = await api!(host, { method: request.method!, path: request.url!, headers, body });
    const bytes = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
    response.writeHead(answer.statusCode, answer.headers).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    serve(answer: HttpApi) {
      api = answer;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
