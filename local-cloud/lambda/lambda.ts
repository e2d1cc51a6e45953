import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { bindActions } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Keys } from '../wire/keys.ts';
import { restJsonService } from '../wire/rest-json-protocol.ts';
import { type AccessLog, REGION, type WireService } from '../wire/service.ts';
import { LAMBDA_ACTIONS } from './actions.ts';
import { EnvironmentPool, type Urgency } from './environment-pool.ts';
import { openEventQueue } from './event-queue.ts';
import { type FunctionDefinition, functionNameOf } from './function-definition.ts';
import { type FunctionLog, openFunctionLog } from './function-log.ts';
import { LARGEST_INVOCATION_BYTES, openRuntimeApi } from './runtime-api.ts';

/** Lambda's limit for an asynchronous invocation, bytes. */
const LARGEST_EVENT_BYTES = 2 ** 20;

export type InvocationType = 'RequestResponse' | 'Event';

/** The answer of an invocation; with `functionError` the payload is Lambda's error document. */
export interface InvocationAnswer {
  payload: unknown;
  functionError?: { errorType: string; errorMessage: string };
}

export interface Lambda {
  service: WireService;
  /**
   * Invokes a function for the laptop cloud itself. `Event` resolves with a null payload as soon as the event is on
   * disk.
   * @throws AwsError ResourceNotFoundException, RequestTooLargeException
   */
  invoke(nameOrArn: string, payload: unknown, type: InvocationType): Promise<InvocationAnswer>;
  /**
   * Calls a function and waits for its answer; a function that fails rejects.
   * @param urgency `event`: nobody waits but a queue that tries again
   * @throws an Error whose `name` is the function's errorType, or `Lambda.<code>` when it could not be invoked
   */
  call(nameOrArn: string, payload: unknown, urgency?: 'waited' | 'event'): Promise<unknown>;
  /** From now on there are these functions and no others; what runs, runs on. */
  replace(functions: readonly FunctionDefinition[]): void;
  /** Takes up asynchronous invocations that a former process accepted. */
  start(): void;
  /** Kills all environments; accepted events stay on disk. */
  stop(): Promise<void>;
}

export interface LambdaOptions {
  functions: readonly FunctionDefinition[];
  keys: Keys;
  clock: Clock;
  accessLog: AccessLog;
  /** The laptop cloud's endpoint: where the functions' SDK clients go. Asked when an environment starts. */
  endpoint(): string;
  /** Logs, the event queue and dead letters are kept here. */
  dataDir: string;
  /** Environments at once, over all functions. Default: twice the CPUs. */
  concurrency?: number;
}

export async function openLambda(options: LambdaOptions): Promise<Lambda> {
  const functions = new Map(options.functions.map((definition) => [definition.name, definition]));
  const logs = new Map<string, FunctionLog>();
  const logOf = ({ name }: FunctionDefinition) => {
    const log = logs.get(name) ?? openFunctionLog(join(options.dataDir, 'logs'), name);
    logs.set(name, log);
    return log;
  };
  const variablesOf = ({ principal }: FunctionDefinition) => {
    const key = options.keys.forPrincipal(principal);
    return {
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      AWS_ENDPOINT_URL: options.endpoint(),
      NODE_COMPILE_CACHE: join(options.dataDir, 'compile-cache'),
    };
  };
  const runtimeApi = await openRuntimeApi();
  const concurrency = options.concurrency ?? 2 * availableParallelism();
  const pool = new EnvironmentPool({ concurrency, runtimeApi, variablesOf, logOf });
  const find = (nameOrArn: string) => {
    const definition = functions.get(functionNameOf(nameOrArn));
    if (definition) return definition;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
  };
  const events = openEventQueue({
    path: join(options.dataDir, 'lambda-events.sqlite'),
    deadLetterPath: join(options.dataDir, 'dead-letters.jsonl'),
    clock: options.clock,
    concurrency,
    run: async (name, payload) => pool.run(find(name), payload, 'event'),
  });

  /** @param payload JSON text */
  const runNow = async (nameOrArn: string, payload: string, urgency: Urgency) => {
    refuseLarge(payload, LARGEST_INVOCATION_BYTES);
    return pool.run(find(nameOrArn), payload, urgency);
  };
  const runLater = (nameOrArn: string, payload: string) => {
    refuseLarge(payload, LARGEST_EVENT_BYTES);
    events.push(find(nameOrArn).name, payload);
  };
  const context = { functions, find, runNow, runLater };
  return {
    service: restJsonService('Lambda', bindActions(LAMBDA_ACTIONS, context, options.accessLog)),
    async invoke(nameOrArn, payload, type) {
      const text = JSON.stringify(payload ?? null);
      if (type === 'Event') {
        runLater(nameOrArn, text);
        return { payload: null };
      }
      const { payload: answer, functionError } = await runNow(nameOrArn, text, 'waited');
      return { payload: JSON.parse(answer), ...(functionError && { functionError }) };
    },
    async call(nameOrArn, payload, urgency = 'waited') {
      const { payload: answer, functionError } = await runNow(
        nameOrArn,
        JSON.stringify(payload ?? null),
        urgency,
      ).catch((error: unknown) => {
        throw error instanceof AwsError ? namedError(`Lambda.${error.code}`, error.message) : error;
      });
      if (functionError) throw namedError(functionError.errorType, functionError.errorMessage);
      return JSON.parse(answer);
    },
    replace(definitions) {
      functions.clear();
      for (const definition of definitions) functions.set(definition.name, definition);
    },
    start: () => events.start(),
    async stop() {
      events.stop();
      await pool.stop();
      await runtimeApi.stop();
      await Promise.all([...logs.values()].map((log) => log.close()));
    },
  };
}

const namedError = (name: string, message: string) => Object.assign(new Error(message), { name });

function refuseLarge(payload: string, limit: number): void {
  const size = Buffer.byteLength(payload);
  if (size <= limit) return;
  const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation; it has ${size}`;
  throw new AwsError('RequestTooLargeException', message, 413);
}
