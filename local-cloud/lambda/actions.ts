import type { ServerResponse } from 'node:http';
import { AwsError, asAwsError } from '../wire/aws-error.ts';
import { answerJsonError } from '../wire/error-answer.ts';
import { readBody } from '../wire/read-body.ts';
import type { AccessLog, WireRequest, WireService } from '../wire/service.ts';
import type { Urgency } from './environment-pool.ts';
import type { InvocationResult } from './execution-environment.ts';
import { type FunctionDefinition, functionArn } from './function-definition.ts';
import { LARGEST_PAYLOAD_BYTES } from './runtime-api.ts';

interface Backend {
  functions: ReadonlyMap<string, FunctionDefinition>;
  /** @throws AwsError ResourceNotFoundException */
  find(nameOrArn: string): FunctionDefinition;
  runNow(nameOrArn: string, payload: string, urgency: Urgency): Promise<InvocationResult>;
  runLater(nameOrArn: string, payload: string): void;
  accessLog: AccessLog;
}

interface Call {
  backend: Backend;
  request: WireRequest;
  response: ServerResponse;
  /** The function's name or ARN in the path. */
  target: string;
}

const operations: Array<{
  action: string;
  method: string;
  path: RegExp;
  run(call: Call): Promise<void> | void;
}> = [
  { action: 'InvokeFunction', method: 'POST', path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, run: invoke },
  { action: 'GetFunction', method: 'GET', path: /^\/2015-03-31\/functions\/([^/]+)\/?$/, run: getFunction },
  { action: 'ListFunctions', method: 'GET', path: /^\/2015-03-31\/functions\/?$/, run: listFunctions },
];

/** IAM's names of the actions that the laptop's Lambda answers. */
export const LAMBDA_ACTIONS = operations.map(({ action }) => action);

/** Lambda's REST-JSON API. */
export function invokeService(backend: Backend): WireService {
  return async (request, response) => {
    try {
      for (const { action, method, path, run } of operations) {
        const match = path.exec(request.rawPath);
        if (!match || request.method !== method) continue;
        const target = decodeURIComponent(match[1] ?? '');
        const resource = target ? functionArn(backend.find(target).name) : '*';
        backend.accessLog.record({ principal: request.caller.principal, action: `lambda:${action}`, resource });
        await run({ backend, request, response, target });
        return;
      }
      throw new AwsError(
        'UnknownOperationException',
        `the laptop cloud has no Lambda operation ${request.method} ${request.rawPath}; it has: ${LAMBDA_ACTIONS.join(', ')} (docs/feature-support/lambda.md)`,
        404,
      );
    } catch (error) {
      answerJsonError(response, asAwsError(error), request.requestId);
    }
  };
}

function answer({ request, response }: Call, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    ...(body && { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': request.requestId,
    ...headers,
  });
  response.end(body);
}

async function invoke(call: Call): Promise<void> {
  const { backend, request, target } = call;
  const payload = (await readBody(request.body, 2 * LARGEST_PAYLOAD_BYTES)).toString('utf8') || '{}';
  refuseInvalidJson(payload);
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') answer(call, 204, '');
  else if (type === 'Event') {
    backend.runLater(target, payload);
    answer(call, 202, '');
  } else {
    const isFunction = [...backend.functions.values()].some(({ principal }) => principal === request.caller.principal);
    const result = await backend.runNow(target, payload, isFunction ? 'nested' : 'waited');
    answer(call, 200, result.payload, {
      'x-amz-executed-version': '$LATEST',
      ...(result.functionError && { 'x-amz-function-error': 'Unhandled' }),
    });
  }
}

function refuseInvalidJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new AwsError('InvalidRequestContentException', message, 400);
  }
}

const configurationOf = (definition: FunctionDefinition) => ({
  FunctionName: definition.name,
  FunctionArn: functionArn(definition.name),
  Runtime: 'nodejs24.x',
  Handler: definition.handler,
  Timeout: definition.timeoutSeconds,
  MemorySize: definition.memory,
  Environment: { Variables: definition.environment },
  State: 'Active',
  Version: '$LATEST',
  PackageType: 'Zip',
});

function getFunction(call: Call): void {
  const configuration = configurationOf(call.backend.find(call.target));
  answer(call, 200, JSON.stringify({ Configuration: configuration, Tags: {} }));
}

function listFunctions(call: Call): void {
  answer(call, 200, JSON.stringify({ Functions: [...call.backend.functions.values()].map(configurationOf) }));
}
