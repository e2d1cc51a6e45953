import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type FunctionDefinition, functionArn } from './function-definition.ts';
import type { FunctionLog } from './function-log.ts';
import { LARGEST_INVOCATION_BYTES, type RuntimeApi, type RuntimeInvocation } from './runtime-api.ts';

/** What an invocation came to. */
export interface InvocationResult {
  /** The handler's result, or with `functionError` the error document; JSON text. */
  payload: string;
  functionError?: { errorType: string; errorMessage: string };
}

const INIT_TIMEOUT_MS = 30_000;
const CLIENT = fileURLToPath(new URL('./runtime-client.ts', import.meta.url));

/** An invocation's end that the function did not write itself, in Lambda's form. */
export function failure(errorType: string, errorMessage: string): InvocationResult {
  return { payload: JSON.stringify({ errorType, errorMessage }), functionError: { errorType, errorMessage } };
}

/** One child process: one invocation at a time, used again while warm. Timeouts are real time, as the process is. */
export class ExecutionEnvironment {
  readonly definition: FunctionDefinition;
  readonly #child: ChildProcess;
  readonly #log: FunctionLog;
  #give: ((invocation: RuntimeInvocation) => void) | undefined;
  #current:
    | { requestId: string; payload: string; startedAt?: number; settle(result: InvocationResult | undefined): void }
    | undefined;
  #timer: NodeJS.Timeout | undefined;
  #initError: InvocationResult | undefined;
  #stopping = false;
  #dead = false;

  /**
   * @param variables of the process, beside those that Lambda itself sets
   * @param onExit called once, when the process has ended for whatever reason
   */
  constructor(options: {
    definition: FunctionDefinition;
    variables: Record<string, string>;
    runtimeApi: RuntimeApi;
    log: FunctionLog;
    onExit(): void;
  }) {
    const { definition, runtimeApi } = options;
    this.definition = definition;
    this.#log = options.log;
    const address = runtimeApi.attach({
      next: (give) => {
        this.#give = give;
        this.#deliver();
      },
      respond: (requestId, payload) => {
        const size = Buffer.byteLength(payload);
        if (size > LARGEST_INVOCATION_BYTES) this.#settle(requestId, responseTooLarge(size));
        else this.#settle(requestId, { payload });
      },
      fail: (requestId, error) => this.#settle(requestId, withFunctionError(error)),
      initFailed: (error) => {
        this.#initError = withFunctionError(error);
      },
    });
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLIENT], {
      cwd: definition.folder,
      env: { ...options.variables, ...lambdaVariables(definition), AWS_LAMBDA_RUNTIME_API: address },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#log.write(chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#log.write(chunk));
    const ended = (how: string) => {
      if (this.#dead) return;
      this.#dead = true;
      runtimeApi.detach(address);
      this.#settleDead(how);
      options.onExit();
    };
    this.#child.on('error', (error) => ended(error.message));
    this.#child.on('close', (code, signal) => ended(code === null ? `signal: ${signal}` : `exit status ${code}`));
  }

  /** Killed, and still there. */
  get stopping(): boolean {
    return this.#stopping;
  }

  get idle(): boolean {
    return !this.#stopping && !this.#dead && this.#current === undefined;
  }

  /**
   * Runs one invocation. Only while `idle`.
   * @param payload JSON text
   * @returns undefined when the process died before it took the event: the caller may try another environment
   */
  invoke(requestId: string, payload: string): Promise<InvocationResult | undefined> {
    return new Promise((resolve) => {
      this.#current = { requestId, payload, settle: resolve };
      this.#timer = setTimeout(() => this.kill(), INIT_TIMEOUT_MS);
      this.#deliver();
    });
  }

  kill(): void {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
  }

  #deliver(): void {
    const current = this.#current;
    const give = this.#give;
    if (!current || !give) return;
    this.#give = undefined;
    clearTimeout(this.#timer);
    const timeoutMs = this.definition.timeoutSeconds * 1000;
    current.startedAt = performance.now();
    this.#log.start(current.requestId);
    this.#timer = setTimeout(() => {
      this.kill();
      const seconds = this.definition.timeoutSeconds.toFixed(2);
      this.#settle(
        current.requestId,
        failure('Sandbox.Timedout', `RequestId: ${current.requestId} Error: Task timed out after ${seconds} seconds`),
      );
    }, timeoutMs);
    give({
      requestId: current.requestId,
      functionArn: functionArn(this.definition.name),
      payload: current.payload,
      deadline: Date.now() + timeoutMs,
    });
  }

  #settle(requestId: string, result: InvocationResult | undefined): void {
    const current = this.#current;
    if (current?.requestId !== requestId) return;
    clearTimeout(this.#timer);
    this.#current = undefined;
    if (current.startedAt !== undefined) this.#log.end(requestId, performance.now() - current.startedAt);
    current.settle(result);
  }

  #settleDead(how: string): void {
    const current = this.#current;
    if (!current) return;
    if (this.#initError) this.#settle(current.requestId, this.#initError);
    else if (current.startedAt === undefined) this.#settle(current.requestId, undefined);
    else {
      const message = `RequestId: ${current.requestId} Error: Runtime exited with error: ${how}`;
      this.#settle(current.requestId, failure('Runtime.ExitError', message));
    }
  }
}

function responseTooLarge(size: number): InvocationResult {
  return failure(
    'Function.ResponseSizeTooLarge',
    `Response payload size (${size} bytes) exceeded maximum allowed payload size (${LARGEST_INVOCATION_BYTES} bytes).`,
  );
}

function withFunctionError(payload: string): InvocationResult {
  const { errorType = 'Error', errorMessage = '' }: { errorType?: string; errorMessage?: string } = JSON.parse(payload);
  return { payload, functionError: { errorType, errorMessage } };
}

function lambdaVariables(definition: FunctionDefinition): Record<string, string> {
  return {
    ...definition.environment,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memory),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'laptop',
    TZ: ':UTC',
  };
}
