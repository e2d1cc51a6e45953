import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { StartExecution$, type StartExecutionInput, type StartExecutionOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction } from '../action.ts';
import { executionArn } from '../arns.ts';
import { executionStarted } from '../execution/history.ts';
import { appendEvents } from '../execution/journal.ts';
import type { ExecutionRecord, StateMachineRecord } from '../execution/records.ts';
import { statusChangeEvent } from '../execution/status-change.ts';
import type { Json } from '../json.ts';
import { LARGEST_STATE_BYTES, LONGEST_NAME } from '../quotas.ts';
import { requireStateMachine, type ServiceContext } from '../service-context.ts';

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]+$/u;

/** The same name and input again, while it runs, is the same execution. */
export const startExecution = defineAction<StartExecutionInput, StartExecutionOutput>({
  schema: StartExecution$,
  access: ({ stateMachineArn }) => [{ action: 'states:StartExecution', resource: stateMachineArn ?? '' }],
  handle(request, context) {
    const machine = requireStateMachine(context, request.stateMachineArn ?? '');
    const input = parseInput(request.input ?? '{}');
    const name = request.name ?? randomUUID();
    if (name.length > LONGEST_NAME || !NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    const arn = executionArn(machine.name, name);
    const known = context.store.execution(arn);
    if (known) {
      if (known.status === 'RUNNING' && isDeepStrictEqual(known.input, input)) {
        return { executionArn: arn, startDate: new Date(known.startedAt) };
      }
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const startedAt = context.clock.now();
    create(context, machine, { arn, name, input, startedAt });
    context.announce();
    context.interpreter.take(arn);
    return { executionArn: arn, startDate: new Date(startedAt) };
  },
});

function parseInput(text: string): Json {
  if (Buffer.byteLength(text) > LARGEST_STATE_BYTES) {
    throw new AwsError('InvalidExecutionInput', `Invalid Execution Input: larger than ${LARGEST_STATE_BYTES} bytes`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid Execution Input: ${(error as Error).message}`);
  }
}

function create(
  { store }: ServiceContext,
  machine: StateMachineRecord,
  { arn, name, input, startedAt }: { arn: string; name: string; input: Json; startedAt: number },
): void {
  const definition = store.definition(machine.definitionHash);
  const execution: ExecutionRecord = {
    arn,
    name,
    stateMachineArn: machine.arn,
    stateMachineName: machine.name,
    roleArn: machine.roleArn,
    definitionHash: machine.definitionHash,
    status: 'RUNNING',
    input,
    startedAt,
    redriveCount: 0,
    lastEventId: 0,
    ...(definition.TimeoutSeconds !== undefined && { deadline: startedAt + definition.TimeoutSeconds * 1000 }),
  };
  store.transaction(() => {
    appendEvents(store, execution, 0, [executionStarted(input, machine.roleArn)], startedAt);
    store.saveExecution(execution);
    store.saveStatusChange(statusChangeEvent(execution));
    store.saveBranch({
      id: arn,
      execution: arn,
      position: 0,
      path: [],
      state: definition.StartAt,
      phase: 'enter',
      revision: 0,
      input,
      variables: {},
      retries: [],
      enteredAt: startedAt,
      lastEvent: 0,
      isIteration: false,
    });
  });
}
