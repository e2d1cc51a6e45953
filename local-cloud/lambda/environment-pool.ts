import { randomUUID } from 'node:crypto';
import { ExecutionEnvironment, failure, type InvocationResult } from './execution-environment.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionLog } from './function-log.ts';
import type { RuntimeApi } from './runtime-api.ts';

/**
 * `nested`: a function waits for it, so it may not wait for a free place; `waited`: somebody waits; `event`: nobody
 * does.
 */
export type Urgency = 'nested' | 'waited' | 'event';

interface Request {
  definition: FunctionDefinition;
  requestId: string;
  payload: string;
  urgency: Urgency;
  settle(result: InvocationResult): void;
}

interface Place {
  environment: ExecutionEnvironment;
  reaper: NodeJS.Timeout | undefined;
}

const IDLE_MS = 60_000;
const byUrgency: Urgency[] = ['nested', 'waited', 'event'];

export interface PoolOptions {
  /** Environments at once, over all functions. */
  concurrency: number;
  runtimeApi: RuntimeApi;
  variablesOf(definition: FunctionDefinition): Record<string, string>;
  logOf(definition: FunctionDefinition): FunctionLog;
}

/** The environments of all functions: as many at once as `concurrency`, so that a flood of uploads starves nobody. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  readonly #places = new Set<Place>();
  #waiting: Request[] = [];
  #stopped: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Runs one invocation, waiting for a place. @param payload JSON text */
  async run(definition: FunctionDefinition, payload: string, urgency: Urgency): Promise<InvocationResult> {
    const requestId = randomUUID();
    return new Promise((settle) => {
      this.#waiting.push({ definition, requestId, payload, urgency, settle });
      this.#dispatch();
    });
  }

  /** Kills every environment. Invocations that run or wait never settle: their callers go down too. */
  async stop(): Promise<void> {
    this.#waiting = [];
    for (const { environment, reaper } of this.#places) {
      clearTimeout(reaper);
      environment.kill();
    }
    await new Promise<void>((stopped) => {
      this.#stopped = stopped;
      if (this.#places.size === 0) stopped();
    });
  }

  #dispatch(): void {
    if (this.#stopped) return;
    this.#waiting.sort((a, b) => byUrgency.indexOf(a.urgency) - byUrgency.indexOf(b.urgency));
    this.#waiting = this.#waiting.filter((request) => {
      const place = this.#findPlace(request);
      if (place) void this.#runIn(place, request);
      return place === undefined;
    });
  }

  #findPlace({ definition, urgency }: Request): Place | undefined {
    const places = [...this.#places];
    const idle = places.filter(({ environment }) => environment.idle);
    const warm = idle.findLast(({ environment }) => environment.definition === definition);
    if (warm) return warm;
    if (urgency !== 'nested' && this.#places.size >= this.#options.concurrency) {
      // An idle environment of another function makes room, one after the other; its end dispatches again.
      if (!places.some(({ environment }) => environment.stopping)) idle[0]?.environment.kill();
      return undefined;
    }
    return this.#open(definition);
  }

  #open(definition: FunctionDefinition): Place {
    const { runtimeApi, variablesOf, logOf } = this.#options;
    const environment = new ExecutionEnvironment({
      definition,
      variables: variablesOf(definition),
      runtimeApi,
      log: logOf(definition),
      onExit: () => {
        clearTimeout(place.reaper);
        this.#places.delete(place);
        if (this.#stopped && this.#places.size === 0) this.#stopped();
        else this.#dispatch();
      },
    });
    const place: Place = { environment, reaper: undefined };
    this.#places.add(place);
    return place;
  }

  async #runIn(place: Place, request: Request): Promise<void> {
    clearTimeout(place.reaper);
    let result = await place.environment.invoke(request.requestId, request.payload);
    if (!result && !this.#stopped) {
      // It died before it took the event: one more initialisation, as Lambda does it.
      place = this.#open(request.definition);
      result = await place.environment.invoke(request.requestId, request.payload);
    }
    if (this.#stopped) return;
    if (this.#places.delete(place)) {
      // Last used last: the idle one that makes room for another function is the one idle longest.
      this.#places.add(place);
      place.reaper = setTimeout(() => place.environment.kill(), IDLE_MS);
    }
    request.settle(
      result ??
        failure('Runtime.ExitError', `RequestId: ${request.requestId} Error: Runtime exited before it was ready`),
    );
    this.#dispatch();
  }
}
