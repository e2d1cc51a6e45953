import type { ServerResponse } from 'node:http';
import { type IncomingMessage, request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ENDPOINT_MAX_BYTES } from '../../../shared/domain/batches/limits.ts';
import { VARIANT_NAME } from '../../../shared/domain/project/names.ts';
import { AwsError, asAwsError } from '../../wire/aws-error.ts';
import { answerJsonError } from '../../wire/error-answer.ts';
import { ACCOUNT_ID, type WireRequest } from '../../wire/service.ts';
import type { SageMakerContext } from '../action.ts';
import { arnOf } from '../arn.ts';
import type { ModelServer } from '../container/model-server.ts';

const INVOCATION_MS = 60_000;
/** SageMaker strips all other headers. */
const PASSED_HEADERS = ['content-type', 'accept', 'x-amzn-sagemaker-custom-attributes'];
const HANG_UPS = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'];
const SERVING = ['InService', 'Updating', 'SystemUpdating', 'RollingBack'];

/** `POST /endpoints/<name>/invocations`: the body goes to the model's process, its answer back, both as they come. */
export async function invokeEndpoint(
  context: Pick<SageMakerContext, 'store' | 'accessLog' | 'endpoints'>,
  request: WireRequest,
  response: ServerResponse,
): Promise<void> {
  try {
    const name = endpointName(request);
    const resource = arnOf('endpoint', name);
    context.accessLog.record({ principal: request.caller.principal, action: 'sagemaker:InvokeEndpoint', resource });
    const endpoint = context.store.find('endpoint', name);
    if (!endpoint || !SERVING.includes(endpoint.EndpointStatus!))
      throw new AwsError('ValidationError', `Endpoint ${name} of account ${ACCOUNT_ID} not found.`);
    const config = context.store.find('endpoint-config', endpoint.EndpointConfigName!);
    const mode = config?.ProductionVariants?.[0]?.ServerlessConfig ? 'serverless' : 'real-time';
    const body = await readChunks(request.body, ENDPOINT_MAX_BYTES[mode]);
    const answer = await ask(context.endpoints, name, request, body);
    if (answer.statusCode !== 200) throw await modelError(answer);
    response.writeHead(200, {
      ...pick(answer.headers, ['content-type', 'content-length', 'x-amzn-sagemaker-custom-attributes']),
      'x-amzn-invoked-production-variant': VARIANT_NAME,
      'x-amzn-requestid': request.requestId,
    });
    await pipeline(answer, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else answerJsonError(response, asAwsError(error), request.requestId);
  }
}

function endpointName({ method, rawPath }: WireRequest): string {
  const match = /^\/endpoints\/([^/]+)\/invocations$/.exec(rawPath);
  if (method === 'POST' && match) return decodeURIComponent(match[1]!);
  throw new AwsError(
    'UnknownOperationException',
    `the laptop cloud's SageMaker runtime has InvokeEndpoint only (docs/feature-support/sagemaker.md), not ${method} ${rawPath}`,
  );
}

/** The body's chunks as they came, not joined: they are sent on, and perhaps sent again. */
async function readChunks(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit)
      throw new AwsError('ValidationError', `the request body is larger than the endpoint takes: ${limit} bytes`);
    chunks.push(chunk);
  }
  return chunks;
}

const pick = (headers: IncomingMessage['headers'], names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

/** The model's end of the connection went away before the first byte of an answer. */
class HungUp extends Error {}

/**
 * The model's answer. A request whose connection was hung up is sent once more: it met a process that was ending, in whose place
 * another one is started, or a connection that had idled too long.
 */
async function ask(
  endpoints: SageMakerContext['endpoints'],
  name: string,
  request: WireRequest,
  body: readonly Uint8Array[],
): Promise<IncomingMessage> {
  const server = await endpoints.serverOf(name);
  try {
    return await forward(server, request, body);
  } catch (error) {
    if (!(error instanceof HungUp)) throw error;
  }
  await server.settle();
  try {
    return await forward(await endpoints.serverOf(name), request, body);
  } catch (error) {
    throw error instanceof HungUp ? noAnswer(error) : error;
  }
}

/** @throws HungUp; AwsError ModelError when no answer came in time */
function forward(server: ModelServer, { headers }: WireRequest, body: readonly Uint8Array[]): Promise<IncomingMessage> {
  const size = body.reduce((sum, chunk) => sum + chunk.length, 0);
  return new Promise((resolve, reject) => {
    const sent = send(
      {
        host: '127.0.0.1',
        port: server.port,
        agent: server.agent,
        method: 'POST',
        path: '/invocations',
        headers: { ...pick(headers, PASSED_HEADERS), 'content-length': size },
      },
      resolve,
    );
    sent.setTimeout(INVOCATION_MS, () => sent.destroy(new Error(`no answer within ${INVOCATION_MS / 1000} s`)));
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(HANG_UPS.includes(error.code ?? '') ? new HungUp(error.message) : noAnswer(error)),
    );
    for (const chunk of body) sent.write(chunk);
    sent.end();
  });
}

async function modelError(answer: IncomingMessage): Promise<AwsError> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return modelFailed(answer.statusCode!, Buffer.concat(chunks).toString('utf8').slice(0, 4096));
}

const noAnswer = ({ message }: Error) => modelFailed(500, `the model's process did not answer: ${message}`);

const modelFailed = (status: number, message: string) =>
  new AwsError('ModelError', `Received server error (${status}) from ${VARIANT_NAME} with message "${message}"`, 424, {
    OriginalStatusCode: status,
    OriginalMessage: message,
  });
