import { HttpResponse } from '@smithy/core/protocols';
import type { HttpRequest, RequestHandler } from '@smithy/types';
import { type HttpEvent, httpResultSchema } from '../contracts/http-event.ts';
import { parse } from '../contracts/parse.ts';
import { invokeFunction } from './lambda-functions.ts';

const queryText = (query: HttpRequest['query']) =>
  new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([name, value]) =>
      [value ?? ''].flat().map((one): [string, string] => [name, one]),
    ),
  ).toString();

/**
 * A request handler for an SDK client that speaks JSON 1.1 or REST-JSON to a Lambda function instead of to an endpoint:
 * the same request travels inside `lambda:InvokeFunction`, so that IAM says who may call.
 */
export function carriedByLambda(functionName: string): RequestHandler<HttpRequest, HttpResponse> {
  return {
    async handle(request: HttpRequest & { body?: string | Uint8Array }) {
      const { body: sent = '' } = request;
      const event: HttpEvent = {
        version: '2.0',
        rawPath: request.path,
        rawQueryString: queryText(request.query),
        headers: request.headers,
        requestContext: { http: { method: request.method, path: request.path, sourceIp: '' }, timeEpoch: Date.now() },
        body: typeof sent === 'string' ? sent : new TextDecoder().decode(sent),
        isBase64Encoded: false,
      };
      const answer = parse(
        httpResultSchema,
        await invokeFunction(functionName, event),
        `the answer of ${functionName}`,
      );
      const body = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
      return {
        response: new HttpResponse({
          statusCode: answer.statusCode,
          headers: answer.headers ?? {},
          body: new Blob([body]).stream(),
        }),
      };
    },
  };
}
