import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { AwsError, asAwsError } from '../wire/aws-error.ts';
import { answerXmlError } from '../wire/error-answer.ts';
import type { AccessLog, WireRequest, WireService } from '../wire/service.ts';
import type { AnyOperation, S3Call } from './action.ts';
import { readInput, writeOutput } from './action-codec.ts';
import { matchOperation, notImplemented, readAddress, type S3Target } from './action-match.ts';
import { OPERATIONS } from './actions.ts';
import { addCorsHeaders, answerPreflight } from './cors.ts';
import type { Store } from './store.ts';

export interface S3ServiceOptions {
  store: Store;
  clock: Clock;
  accessLog: AccessLog;
  /** Whether a principal may list a bucket: without it a missing key answers 403, as on AWS. */
  mayList(principal: string, bucket: string): boolean;
}

const bySchema = new Map<unknown, AnyOperation>(OPERATIONS.map((operation) => [operation.schema, operation]));

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
  const { store, clock, accessLog, mayList } = options;
  const { method, query, headers, caller, requestId, body } = request;
  const target: S3Target = { method, query, headers, ...readAddress(request.rawPath) };
  const cors = (target.bucket === undefined ? undefined : store.buckets.find(target.bucket)?.cors) ?? [];
  if (method === 'OPTIONS') return answerPreflight(response, cors, headers);
  addCorsHeaders(response, cors, headers, method);
  const schema = matchOperation(target);
  const operation = bySchema.get(schema);
  if (!operation) throw notImplemented(schema[2]);
  const input = await readInput(operation, target, body);
  for (const access of operation.access(input)) accessLog.record({ principal: caller.principal, ...access });
  const call: S3Call = {
    store,
    caller,
    requestId,
    body,
    checksum: request.checksum ?? (() => undefined),
    now: clock.now(),
    mayList: (bucket) => mayList(caller.principal, bucket),
  };
  const result = await operation.handle(input, call);
  try {
    await writeOutput(operation, result, response, method);
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
