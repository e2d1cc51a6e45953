import type { ServerResponse } from 'node:http';
import { AwsError, asAwsError } from '../wire/aws-error.ts';
import { answerXmlError } from '../wire/error-answer.ts';
import type { AccessLog, WireRequest, WireService } from '../wire/service.ts';
import type { AnyS3Action, S3Context } from './action.ts';
import { readInput, writeAnswer } from './action-codec.ts';
import { matchAction, notImplemented, readAddress, type S3Target } from './action-match.ts';
import { S3_ACTIONS } from './actions.ts';
import { addCorsHeaders, answerPreflight } from './cors.ts';

export interface S3ServiceOptions extends S3Context {
  accessLog: AccessLog;
}

const bySchema = new Map<unknown, AnyS3Action>(S3_ACTIONS.map((action) => [action.schema, action]));

/** S3's REST-XML protocol over a store, path style. */
export function s3Service(options: S3ServiceOptions): WireService {
  return async (request, response) => {
    response.setHeader('x-amz-request-id', request.requestId);
    // A dropped page must not run in this origin.
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('content-security-policy', 'sandbox');
    try {
      await answer(options, request, response);
    } catch (error) {
      refuse(request, response, error);
    }
  };
}

async function answer(options: S3ServiceOptions, request: WireRequest, response: ServerResponse): Promise<void> {
  const { method, query, headers, caller, body } = request;
  const target: S3Target = { method, query, headers, ...readAddress(request.rawPath) };
  const cors = (target.bucket === undefined ? undefined : options.store.buckets.find(target.bucket)?.cors) ?? [];
  if (method === 'OPTIONS') return answerPreflight(response, cors, headers);
  addCorsHeaders(response, cors, headers, method);
  const schema = matchAction(target);
  const action = bySchema.get(schema);
  if (!action) throw notImplemented(schema[2]);
  const input = await readInput(action, target, body);
  for (const access of action.access(input, options))
    options.accessLog.record({ principal: caller.principal, ...access });
  const result = await action.handle(input, options, request);
  try {
    await writeAnswer(action, result, response, method);
  } finally {
    result.release?.();
  }
}

function refuse({ method, requestId }: WireRequest, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    // The client went away, or the bytes could not be read to their end: it must not take what it has for the whole.
    response.destroy();
  } else if (error instanceof AwsError && error.status === 304) {
    response.writeHead(304, { etag: String(error.details.ETag ?? '') });
    response.end();
  } else answerXmlError(response, asAwsError(error), requestId, method);
}
