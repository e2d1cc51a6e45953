import { JsonCodec2 } from '@smithy/core/protocols';
import type { $Schema, $SchemaRef } from '@smithy/types';
import type { BoundAction } from './api-action.ts';
import { AwsError, asAwsError } from './aws-error.ts';
import { answerJsonError } from './error-answer.ts';
import { readBody } from './read-body.ts';
import { checkRequest } from './request-check.ts';
import type { WireRequest, WireService } from './service.ts';

/** Generated schemas refer to each other by functions. */
export const schemaOf = (reference: $SchemaRef): $Schema => (typeof reference === 'function' ? reference() : reference);

export interface JsonServiceOptions {
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** What precedes the action in `X-Amz-Target`, e.g. `SageMaker`. */
  targetPrefix: string;
  actions: readonly BoundAction[];
  /** Limits that the SDK's schemas do not carry; every string is one problem in AWS's words. Sees the parsed JSON. */
  check?(action: string, request: Record<string, unknown>): string[];
}

const LARGEST_REQUEST_BYTES = 8 * 2 ** 20;
const EPOCH_SECONDS = 7;

const codec = new JsonCodec2({ jsonName: false, timestampFormat: { useTrait: true, default: EPOCH_SECONDS } });

/** A service of the AWS JSON protocols: `POST /`, the action in `X-Amz-Target`. */
export function jsonService(options: JsonServiceOptions): WireService {
  const byName = new Map(options.actions.map((action) => [action.name, action]));
  return async (request, response) => {
    try {
      const { name, schema, perform } = findAction(options.targetPrefix, byName, request);
      const [inputSchema, outputSchema] = [schemaOf(schema[4]), schemaOf(schema[5])];
      const parsed = parseRequest(await readBody(request.body, LARGEST_REQUEST_BYTES));
      const found = [...checkRequest(parsed, inputSchema), ...(options.check?.(name, parsed) ?? [])];
      if (found.length > 0) {
        const count = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
        throw new AwsError('ValidationException', `${count} detected: ${found.join('; ')}`);
      }
      const input: object = await codec.createDeserializer().read(inputSchema, JSON.stringify(parsed));
      const body = serialise(outputSchema, await perform(input, request));
      response.writeHead(200, {
        'content-type': options.contentType,
        'content-length': body.length,
        'x-amzn-requestid': request.requestId,
      });
      response.end(body);
    } catch (error) {
      answerJsonError(response, asAwsError(error), request.requestId, options.contentType);
    }
  };
}

function findAction(prefix: string, byName: Map<string, BoundAction>, request: WireRequest): BoundAction {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : target;
  const action = request.method === 'POST' ? byName.get(name) : undefined;
  if (action) return action;
  throw new AwsError(
    'UnknownOperationException',
    `the laptop cloud has no ${prefix} action '${name}'; it has: ${[...byName.keys()].sort().join(', ')} (docs/feature-support.md)`,
  );
}

const DEEPEST_REQUEST = 200;

const [QUOTE, BACKSLASH, ...BRACKETS] = [...'"\\[{]}'].map((mark) => mark.charCodeAt(0));

/** How deep lists and objects of a JSON text are nested; what stands in strings does not count. */
function depthOf(text: Buffer): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (inString && mark === BACKSLASH) at++;
    else if (mark === QUOTE) inString = !inString;
    else if (!inString && (mark === BRACKETS[0] || mark === BRACKETS[1])) deepest = Math.max(deepest, ++depth);
    else if (!inString && (mark === BRACKETS[2] || mark === BRACKETS[3])) depth--;
  }
  return deepest;
}

function parseRequest(body: Buffer): Record<string, unknown> {
  if (depthOf(body) > DEEPEST_REQUEST) {
    throw new AwsError('SerializationException', `the request body is nested deeper than ${DEEPEST_REQUEST} levels`);
  }
  let parsed: unknown;
  try {
    parsed = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new AwsError('SerializationException', `the request body is not JSON: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new AwsError('SerializationException', 'the request body must be a JSON object');
  }
  return parsed as Record<string, unknown>;
}

function serialise(schema: $Schema, output: unknown): Uint8Array {
  const serialiser = codec.createSerializer();
  serialiser.write(schema, output ?? {});
  return serialiser.flush();
}
