/**
 * The program of an execution environment: fetches events from the Runtime API, calls the handler, posts the result.
 * The counterpart of AWS's own Node.js runtime client; it ends when the laptop cloud is gone.
 */
import { existsSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => unknown;

const environment = (name: string) => process.env[name] ?? '';
const runtimeApi = `http://${environment('AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let currentRequestId: string | undefined;

function call(method: 'GET' | 'POST', path: string, body?: string): Promise<{ answer: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${runtimeApi}${path}`, { method, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ answer, text: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

class RuntimeError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** The error document as Lambda's Node.js runtime writes it: Step Functions reads `errorType`. */
function describeError(error: unknown): string {
  const { name, message, stack } = error instanceof Error ? error : new RuntimeError('Error', String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') ?? [] });
}

async function loadHandler(): Promise<Handler> {
  const [, module, name] = /^(.+)\.([^.]+)$/.exec(environment('_HANDLER')) ?? ['', '', ''];
  const candidates = ['.mjs', '.js'].map((extension) => join(environment('LAMBDA_TASK_ROOT'), `${module}${extension}`));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (!file) throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  const exports: Record<string, unknown> = await import(pathToFileURL(file).href);
  const handler = exports[name!];
  if (typeof handler === 'function') return handler as Handler;
  throw new RuntimeError('Runtime.HandlerNotFound', `${environment('_HANDLER')} is undefined or not exported`);
}

function contextOf(headers: IncomingMessage['headers']) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: environment('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: environment('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: environment('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: environment('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: environment('AWS_LAMBDA_LOG_STREAM_NAME'),
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    const { answer, text } = await call('GET', '/invocation/next');
    const requestId = String(answer.headers['lambda-runtime-aws-request-id']);
    currentRequestId = requestId;
    let path = `/invocation/${requestId}/response`;
    let body: string;
    try {
      body = JSON.stringify((await handler(JSON.parse(text), contextOf(answer.headers))) ?? null);
    } catch (error) {
      console.error(error);
      path = `/invocation/${requestId}/error`;
      body = describeError(error);
    }
    currentRequestId = undefined;
    await call('POST', path, body);
  }
}

async function crash(error: unknown, exitCode: number): Promise<never> {
  console.error(error);
  if (currentRequestId)
    await call('POST', `/invocation/${currentRequestId}/error`, describeError(error)).catch(() => {});
  process.exit(exitCode);
}

process.on('uncaughtException', (error) => crash(error, 129));
process.on('unhandledRejection', (reason) =>
  crash(new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason), reason), 128),
);
// The laptop cloud holds the other end and never writes: the end of it is the end of the laptop cloud, kill -9
// included.
process.stdin.on('close', () => process.exit(0)).resume();

try {
  const handler = await loadHandler();
  await serve(handler).catch(() => process.exit(0));
} catch (error) {
  console.error(error);
  await call('POST', '/init/error', describeError(error)).catch(() => {});
  process.exit(1);
}
