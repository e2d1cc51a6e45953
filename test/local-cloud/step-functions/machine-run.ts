import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import type { EventRecord, ExecutionRecord } from '../../../local-cloud/step-functions/execution/records.ts';
import type { StatusChangeEvent } from '../../../local-cloud/step-functions/execution/status-change.ts';
import { ExecutionStore } from '../../../local-cloud/step-functions/execution-store.ts';
import { openStepFunctions, type StepFunctions } from '../../../local-cloud/step-functions/open-step-functions.ts';

export const USER = { accessKeyId: 'AK', principal: 'user' };

export interface World {
  /** Answers to `lambda:invoke`, by the function's ARN. Throw to fail. */
  lambda?(functionArn: string, payload: never): unknown;
  /** Answers to `aws-sdk:…`. */
  sdk?(action: string, args: never, service: string): unknown;
}

/** A machine in virtual time, in a folder of its own, whose process may be dropped and opened again. */
export class MachineRun {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'labelloop-sfn-'));
  readonly clock = new VirtualClock();
  readonly statusChanges: StatusChangeEvent[] = [];
  readonly calls: string[] = [];
  stepFunctions: StepFunctions;
  stateMachineArn: string;
  transitions = 0;
  isDead = false;
  #isMortal = false;
  readonly #world: World;

  constructor(definition: object, world: World = {}) {
    this.#world = world;
    this.stepFunctions = this.#open();
    this.stateMachineArn = this.stepFunctions.putStateMachine({
      name: 'machine',
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/machine',
    });
    this.stepFunctions.start();
  }

  #open(): StepFunctions {
    return openStepFunctions({
      dataDir: this.dataDir,
      clock: this.clock,
      accessLog: { record: ({ action, resource }) => this.calls.push(`${action} ${resource}`) },
      invokeLambda: async (arn, payload) => this.#world.lambda?.(arn, payload as never),
      callSdk: async (service, action, args) => this.#world.sdk?.(action, args as never, service),
      onStatusChange: (event) => {
        this.statusChanges.push(event);
      },
      onTransition: () => {
        this.transitions++;
        if (this.#isMortal) this.die();
      },
    });
  }

  /** As `kill -9`: nothing more is written, whatever is under way. */
  die(): void {
    this.stepFunctions.stop();
    this.isDead = true;
  }

  /** From now on the process lives for one transition only. @returns how often it died so far */
  dieAfterEachTransition(): () => number {
    this.#isMortal = true;
    const before = this.transitions;
    return () => this.transitions - before;
  }

  /** A new process on the same folder. */
  reopen(): void {
    this.stepFunctions.stop();
    this.isDead = false;
    this.stepFunctions = this.#open();
    this.stepFunctions.start();
  }

  start(input: unknown = {}, name = 'run'): Promise<string> {
    const request = { stateMachineArn: this.stateMachineArn, name, input: JSON.stringify(input) };
    return this.stepFunctions.startExecution(request, USER);
  }

  /** Lets time pass until the execution has ended, or nothing is left to wait for. A dead process is started again. */
  async finish(arn: string): Promise<ExecutionRecord> {
    for (;;) {
      await this.stepFunctions.idle();
      if (this.isDead) this.reopen();
      else if (this.#toldStatus(arn) !== 'RUNNING' || !this.clock.runNext()) return this.read(arn);
    }
  }

  async run(input: unknown = {}): Promise<ExecutionRecord> {
    return this.finish(await this.start(input));
  }

  #toldStatus(arn: string): string | undefined {
    return this.statusChanges.findLast(({ detail }) => detail.executionArn === arn)?.detail.status;
  }

  read(arn: string): ExecutionRecord {
    return this.#inStore((store) => store.execution(arn)!);
  }

  history(arn: string): EventRecord[] {
    return this.#inStore((store) => store.events(arn, undefined, 100_000, false));
  }

  /** Names of the states in the order in which they were entered. */
  path(arn: string): string[] {
    return this.history(arn)
      .filter((event) => event.type.endsWith('StateEntered'))
      .map((event) => (event.details.stateEnteredEventDetails as { name: string }).name);
  }

  types(arn: string): string[] {
    return this.history(arn).map((event) => event.type);
  }

  close(): void {
    this.stepFunctions.stop();
    rmSync(this.dataDir, { recursive: true });
  }

  #inStore<Result>(read: (store: ExecutionStore) => Result): Result {
    const store = new ExecutionStore(join(this.dataDir, 'step-functions'));
    try {
      return read(store);
    } finally {
      store.close();
    }
  }
}

/** A machine of these states; the first one starts. */
export const machineOf = (States: Record<string, object>, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
