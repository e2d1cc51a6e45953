import { join } from 'node:path';
import type { StartExecutionOutput } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';
import { bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { Caller, WireService } from '../wire/service.ts';
import { STEP_FUNCTIONS_ACTIONS } from './actions.ts';
import { stateMachineArn } from './arns.ts';
import { parseDefinition } from './check-definition.ts';
import type { TaskCalls } from './execution/call-task.ts';
import { StatusAnnouncer } from './execution/status-announcer.ts';
import type { StatusChangeEvent } from './execution/status-change.ts';
import { ExecutionStore } from './execution-store.ts';
import { Interpreter } from './interpreter.ts';
import type { ServiceContext } from './service-context.ts';

export interface StepFunctionsOptions extends TaskCalls {
  /** Everything is in one SQLite file below it. */
  dataDir: string;
  clock: Clock;
  /**
   * Every status of every execution, in order, at least once: told again when it rejects, or after a restart in
   * between.
   */
  onStatusChange(event: StatusChangeEvent): void | Promise<void>;
  /** After every committed transition, e.g. for a live view. */
  onTransition?(executionArn: string): void;
}

export interface StepFunctions {
  service: WireService;
  /**
   * Creates or updates a machine; running executions keep the definition that they began with.
   * @throws AwsError InvalidDefinition
   */
  putStateMachine(machine: { name: string; definition: string; roleArn: string }): string;
  /** @throws AwsError as the API's StartExecution */
  startExecution(request: { stateMachineArn: string; name?: string; input: string }, caller: Caller): Promise<string>;
  /** Goes on with every running execution. */
  start(): void;
  /** Writes no more and closes the file. Executions go on at the next `start` on the same folder. */
  stop(): void;
  /** Resolves when no transition is being computed and no call is in flight: only timers remain. */
  idle(): Promise<void>;
}

/** The laptop's Step Functions: Standard workflows in JSONata, over one folder. */
export function openStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock, accessLog } = options;
  const store = new ExecutionStore(join(options.dataDir, 'step-functions'));

  const announcer = new StatusAnnouncer(store, clock, options.onStatusChange);
  const interpreter = new Interpreter({
    ...options,
    store,
    onTransition(executionArn) {
      announcer.wake();
      options.onTransition?.(executionArn);
    },
  });
  const context: ServiceContext = { store, clock, interpreter, announce: () => announcer.wake() };
  const actions = bindActions(STEP_FUNCTIONS_ACTIONS, context, accessLog);

  return {
    service: jsonService({ contentType: 'application/x-amz-json-1.0', targetPrefix: 'AWSStepFunctions', actions }),
    putStateMachine({ name, definition, roleArn }) {
      parseDefinition(definition);
      const arn = stateMachineArn(name);
      const createdAt = store.stateMachine(arn)?.createdAt ?? clock.now();
      const definitionHash = store.saveDefinition(definition);
      store.saveStateMachine({ arn, name, roleArn, definitionHash, createdAt });
      return arn;
    },
    async startExecution(request, caller) {
      const action = actions.find(({ name }) => name === 'StartExecution')!;
      return ((await action.perform(request, { caller })) as StartExecutionOutput).executionArn!;
    },
    start() {
      announcer.wake();
      interpreter.start();
    },
    stop() {
      interpreter.stop();
      store.close();
    },
    async idle() {
      await interpreter.idle();
      await announcer.idle();
    },
  };
}
