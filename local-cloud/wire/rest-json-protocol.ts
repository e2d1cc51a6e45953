import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { JsonCodec2 } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { BoundAction, RestCall } from './api-action.ts';
import { AwsError, asAwsError } from './aws-error.ts';
import { answerJsonError } from './error-answer.ts';
import { headerText, type RestAnswer, readScalar } from './rest-bindings.ts';
import type { WireRequest, WireService } from './service.ts';

const EPOCH_SECONDS = 7;

const codec = new JsonCodec2({ jsonName: true, timestampFormat: { useTrait: true, default: EPOCH_SECONDS } });

interface Route {
  action: BoundAction<RestCall>;
  method: string;
  path: RegExp;
  status: number;
}

/** `/functions/{FunctionName}/invocations` as a pattern with a named group for each label. */
function routeOf(action: BoundAction<RestCall>): Route {
  const { http } = Object(action.schema[3]) as { http: [method: string, uri: string, status: number] };
  const [method, uri, status] = http;
  const path = uri.split('?')[0]!.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { action, method, path: new RegExp(`^${path}/?$`), status };
}

/**
 * A service of the REST-JSON protocol: path, query and headers are read and written as the SDK's schemas bind them. A
 * payload of the request is the action's own to read (`call.body`).
 * @param name the service, as its refusals call it
 */
export function restJsonService(name: string, actions: ReadonlyArray<BoundAction<RestCall>>): WireService {
  const routes = actions.map(routeOf);
  const names = actions.map((action) => action.name).join(', ');
  return async (request, response) => {
    try {
      const found = findRoute(routes, request);
      if (!found)
        throw new AwsError(
          'UnknownOperationException',
          `the laptop cloud has no ${name} action ${request.method} ${request.rawPath}; it has: ${names} (docs/feature-support.md)`,
          404,
        );
      const { action, status } = found.route;
      const answer = (await action.perform(readInput(action, found.labels, request), request)) as RestAnswer<object>;
      try {
        await writeAnswer(action, { status, ...answer }, request, response);
      } finally {
        answer.release?.();
      }
    } catch (error) {
      if (response.headersSent) response.destroy();
      else answerJsonError(response, asAwsError(error), request.requestId);
    }
  };
}

function findRoute(routes: Route[], { method, rawPath }: WireRequest) {
  for (const route of routes) {
    const match = route.method === method && route.path.exec(rawPath);
    if (match) return { route, labels: match.groups ?? {} };
  }
  return undefined;
}

function readInput(
  { schema }: BoundAction<RestCall>,
  labels: Record<string, string>,
  { query, headers }: WireRequest,
): Record<string, unknown> {
  const members = Array.from(NormalizedSchema.of(schema[4]).structIterator(), ([name, member]) => {
    const { httpLabel, httpQuery, httpHeader } = member.getMergedTraits();
    if (httpLabel) return [name, readScalar(name, member, decodeURIComponent(labels[name]!))];
    if (httpQuery) return [name, readScalar(name, member, query.get(httpQuery) ?? undefined)];
    return [name, httpHeader && readScalar(name, member, headerText(headers[httpHeader.toLowerCase()]))];
  });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** Status, headers and body. An output without members of a body, and without a payload, has none. */
async function writeAnswer(
  { schema }: BoundAction<RestCall>,
  { status, output, content, contentLength }: RestAnswer<object>,
  { requestId }: WireRequest,
  response: ServerResponse,
): Promise<void> {
  const headers: OutgoingHttpHeaders = { 'x-amzn-requestid': requestId };
  const values = new Map<string, unknown>(Object.entries(output));
  const outputSchema = NormalizedSchema.of(schema[5]);
  let code = status;
  let body: Uint8Array | undefined;
  let isDocument = false;
  for (const [name, member] of outputSchema.structIterator()) {
    const { httpHeader, httpResponseCode, httpPayload } = member.getMergedTraits();
    const value = values.get(name);
    if (httpHeader && value !== undefined) headers[httpHeader.toLowerCase()] = String(value);
    else if (httpResponseCode && value !== undefined) code = Number(value);
    else if (httpPayload) body = value as Uint8Array | undefined;
    else if (!httpHeader && !httpResponseCode) isDocument = true;
  }
  if (isDocument) body = documentOf(outputSchema, output);
  if (body?.length) headers['content-type'] ??= 'application/json';
  const length = content ? contentLength : (body?.length ?? 0);
  if (length !== undefined) headers['content-length'] = length;
  response.writeHead(code ?? 200, headers);
  if (content) await pipeline(content, response);
  else response.end(body);
}

function documentOf(schema: NormalizedSchema, output: object): Uint8Array {
  const serialiser = codec.createSerializer();
  serialiser.write(schema, output);
  return serialiser.flush();
}
