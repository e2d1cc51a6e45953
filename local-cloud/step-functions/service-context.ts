import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { ExecutionRecord, StateMachineRecord } from './execution/records.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { Interpreter } from './interpreter.ts';

/** What the API's actions work on. */
export interface ServiceContext {
  store: ExecutionStore;
  clock: Clock;
  interpreter: Interpreter;
  /** Call after a transaction that changed an execution's status: it has an event in the outbox. */
  announce(): void;
}

/** @throws AwsError StateMachineDoesNotExist */
export function requireStateMachine({ store }: ServiceContext, arn: string): StateMachineRecord {
  const machine = store.stateMachine(arn);
  if (machine) return machine;
  throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** @throws AwsError ExecutionDoesNotExist */
export function requireExecution({ store }: ServiceContext, arn: string): ExecutionRecord {
  const execution = store.execution(arn);
  if (execution) return execution;
  throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}
