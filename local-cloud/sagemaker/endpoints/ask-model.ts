import { type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import type { AwsError } from '../../wire/aws-error.ts';
import type { SageMakerContext } from '../action.ts';
import type { ModelServer } from '../container/model-server.ts';
import { modelFailed } from './model-failed.ts';

const INVOCATION_MS = 60_000;
/** SageMaker strips all other headers. */
const PASSED_HEADERS = ['content-type', 'accept', 'x-amzn-sagemaker-custom-attributes'];
const HANG_UPS = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'];

/** The model's end of the connection went away before the first byte of an answer. */
class HungUp extends Error {}

/**
 * Asks the model behind an endpoint. A request whose connection was hung up is sent once more: it met a process that
 * was ending, in whose place another one is started, or a connection that had idled too long.
 * @param headers the request's; those that SageMaker passes on reach the model
 * @param body the request's chunks as they came, not joined
 * @returns the model's answer with status 200, to be read as it comes
 * @throws AwsError ModelError
 */
export async function askModel(
  endpoints: SageMakerContext['endpoints'],
  name: string,
  headers: IncomingHttpHeaders,
  body: readonly Uint8Array[],
): Promise<IncomingMessage> {
  const began = performance.now();
  const measure = (isServerError: boolean) =>
    endpoints.measure(name, { isServerError, microseconds: (performance.now() - began) * 1000 });
  const answer = await askTwice(endpoints, name, headers, body).catch((error: Error) => {
    measure(true);
    throw error;
  });
  measure(answer.statusCode! >= 500);
  if (answer.statusCode !== 200) throw await modelError(answer);
  return answer;
}

async function askTwice(
  endpoints: SageMakerContext['endpoints'],
  name: string,
  headers: IncomingHttpHeaders,
  body: readonly Uint8Array[],
): Promise<IncomingMessage> {
  const server = await endpoints.serverOf(name);
  try {
    return await forward(server, headers, body);
  } catch (error) {
    if (!(error instanceof HungUp)) throw error;
    // While requests move, the one that a new model drops counts against it.
    if (endpoints.isMovingTo(name, server)) throw noAnswer(error);
  }
  await server.settle();
  try {
    return await forward(await endpoints.serverOf(name), headers, body);
  } catch (error) {
    throw error instanceof HungUp ? noAnswer(error) : error;
  }
}

/** @throws HungUp; AwsError ModelError when no answer came in time */
function forward(
  server: ModelServer,
  headers: IncomingHttpHeaders,
  body: readonly Uint8Array[],
): Promise<IncomingMessage> {
  const size = body.reduce((sum, chunk) => sum + chunk.length, 0);
  return new Promise((resolve, reject) => {
    const sent = send(
      {
        host: '127.0.0.1',
        port: server.port,
        agent: server.agent,
        method: 'POST',
        path: '/invocations',
        headers: { ...passedOn(headers), 'content-length': size },
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

const passedOn = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(PASSED_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

async function modelError(answer: IncomingMessage): Promise<AwsError> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return modelFailed(answer.statusCode!, Buffer.concat(chunks).toString('utf8').slice(0, 4096));
}

const noAnswer = ({ message }: Error) => modelFailed(500, `the model's process did not answer: ${message}`);
