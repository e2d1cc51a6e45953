import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';
import { MachineRun, machineOf } from './machine-run.ts';

const DEFINITION = machineOf({
  Call: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    TimeoutSeconds: 30,
    Assign: { answer: '{% $states.result.Payload %}' },
    Next: 'Nap',
  },
  Nap: { Type: 'Wait', Seconds: 60, End: true },
});

let run: MachineRun;
let server: WireServer;
let client: SFNClient;
/** Payloads that the function refuses. */
let refused: unknown[];
let payloads: unknown[];

beforeEach(async () => {
  refused = [];
  payloads = [];
  run = new MachineRun(DEFINITION, {
    lambda: (_, payload) => {
      payloads.push(payload);
      if (refused.includes(payload)) throw Object.assign(new Error('no'), { name: 'Broken' });
      return 42;
    },
  });
  const keys = openKeys(run.dataDir);
  const services = { states: run.stepFunctions.service };
  server = await listenWire({ services, keys, port: 0 });
  client = new SFNClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: keys.forPrincipal('user'),
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
  run.close();
});

const start = (name: string, input = '{}') =>
  client.send(new StartExecutionCommand({ stateMachineArn: run.stateMachineArn, name, input }));
const describeExecution = (executionArn?: string) => client.send(new DescribeExecutionCommand({ executionArn }));
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: Error) => error.name,
  );

describe('the Step Functions API, through the AWS SDK', () => {
  it('starts an execution once per name and input', async () => {
    const first = await start('one', '{"a": 1}');
    expect(first).toMatchObject({ startDate: new Date(run.clock.now()) });
    run.clock.advance(1000);
    expect(await start('one', '{ "a":1 }')).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    expect(await errorOf(start('one', '{"a": 2}'))).toBe('ExecutionAlreadyExists');
    await run.finish(first.executionArn!);
    expect(await errorOf(start('one', '{"a": 1}'))).toBe('ExecutionAlreadyExists');
    expect(await errorOf(start('a/b'))).toBe('InvalidName');
    expect(await errorOf(start('two', '{'))).toBe('InvalidExecutionInput');
    expect(await errorOf(client.send(new StartExecutionCommand({ stateMachineArn: 'arn:x' })))).toBe(
      'StateMachineDoesNotExist',
    );
    expect(run.calls).toContain(`states:StartExecution ${run.stateMachineArn}`);
  });

  it('describes an execution while it runs and after it', async () => {
    const { executionArn } = await start('one', '{"a":1}');
    expect(await describeExecution(executionArn)).toMatchObject({
      status: 'RUNNING',
      input: '{"a":1}',
      redriveStatus: 'NOT_REDRIVABLE',
    });
    await run.finish(executionArn!);
    expect(await describeExecution(executionArn)).toMatchObject({
      name: 'one',
      status: 'SUCCEEDED',
      output: '42',
      stateMachineArn: run.stateMachineArn,
      stopDate: new Date(run.clock.now()),
    });
    expect(await errorOf(describeExecution('arn:none'))).toBe('ExecutionDoesNotExist');
  });

  it('gives the history as AWS does: ids, links and details of each type', async () => {
    const { executionArn } = await start('one', '{"a":1}');
    await run.finish(executionArn!);
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events!.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'TaskScheduled'],
      [4, 3, 'TaskStarted'],
      [5, 4, 'TaskSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'WaitStateEntered'],
      [8, 7, 'WaitStateExited'],
      [9, 8, 'ExecutionSucceeded'],
    ]);
    expect(events![0]!.executionStartedEventDetails).toMatchObject({ input: '{"a":1}', roleArn: expect.any(String) });
    expect(events![1]!.stateEnteredEventDetails).toMatchObject({ name: 'Call', input: '{"a":1}' });
    expect(events![2]!.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
      parameters: '{"FunctionName":"f","Payload":{"a":1}}',
      timeoutInSeconds: 30,
    });
    expect(events![4]!.taskSucceededEventDetails).toMatchObject({ output: expect.stringContaining('"Payload":42') });
    expect(events![5]!.stateExitedEventDetails).toMatchObject({ output: '42', assignedVariables: { answer: '42' } });
    expect(events![7]!.timestamp).toEqual(new Date(Date.UTC(2026, 0, 1, 0, 1)));
    expect(events![8]!.executionSucceededEventDetails).toMatchObject({ output: '42' });
  });

  it('pages history in both directions, and leaves data out on request', async () => {
    const { executionArn } = await start('one');
    await run.finish(executionArn!);
    const ids: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 4, reverseOrder: true, nextToken }),
      );
      ids.push(...page.events!.map((event) => event.id!));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(ids).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    const bare = await client.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false, maxResults: 2 }),
    );
    expect(bare.events![1]!.stateEnteredEventDetails).toEqual({ name: 'Call', inputDetails: { truncated: false } });
  });

  it('lists executions, newest first, by status and page', async () => {
    const { stateMachineArn } = run;
    const first = await start('one');
    await run.finish(first.executionArn!);
    await start('two');
    await start('three');
    const list = (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));
    const names = async (more: object) => (await list(more)).executions!.map((execution) => execution.name);
    expect(await names({})).toEqual(['three', 'two', 'one']);
    expect(await names({ statusFilter: 'SUCCEEDED' })).toEqual(['one']);
    expect(await names({ redriveFilter: 'REDRIVEN' })).toEqual([]);
    const page = await list({ maxResults: 2 });
    expect(await names({ nextToken: page.nextToken })).toEqual(['one']);
    expect(await errorOf(list({ nextToken: 'x' }))).toBe('InvalidToken');
  });

  it('stops an execution, cutting off what it waits for', async () => {
    const { executionArn } = await start('one');
    await run.stepFunctions.idle();
    await client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'by hand' }));
    expect(run.clock.runNext()).toBe(false);
    expect(await describeExecution(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'by hand',
    });
    await client.send(new StopExecutionCommand({ executionArn }));
    expect(run.types(executionArn!).at(-1)).toBe('ExecutionAborted');
  });

  it('redrives a failed execution from the Task that failed, without entering it again', async () => {
    refused = ['bad'];
    const { executionArn } = await start('one', '"bad"');
    await run.finish(executionArn!);
    expect(await describeExecution(executionArn)).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE' });
    refused = [];
    await client.send(new RedriveExecutionCommand({ executionArn }));
    await run.finish(executionArn!);
    expect(await describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, output: '42' });
    expect(run.types(executionArn!).slice(4, 9)).toEqual([
      'TaskFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
    ]);
    expect(await errorOf(client.send(new RedriveExecutionCommand({ executionArn })))).toBe('ExecutionNotRedrivable');
    expect(run.statusChanges.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'SUCCEEDED']);
  });

  it('redrives only the iterations of a Map that did not succeed', async () => {
    const { Call } = DEFINITION.States;
    const States = {
      Call: { ...Call, Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' } },
      Nap: { Type: 'Succeed' },
    };
    const machine = machineOf({
      Each: {
        Type: 'Map',
        Items: [1, 2, 3, 4],
        MaxConcurrency: 2,
        ItemProcessor: { StartAt: 'Call', States },
        End: true,
      },
    });
    const stateMachineArn = run.stepFunctions.putStateMachine({
      name: 'each',
      definition: JSON.stringify(machine),
      roleArn: 'arn:aws:iam::000000000000:role/each',
    });
    refused = [3];
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await run.finish(executionArn!);
    expect(await describeExecution(executionArn)).toMatchObject({ status: 'FAILED', error: 'Broken' });
    refused = [];
    await client.send(new RedriveExecutionCommand({ executionArn }));
    await run.finish(executionArn!);
    expect(await describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[42,42,42,42]' });
    expect(payloads.filter((payload) => payload === 1 || payload === 2)).toHaveLength(2);
    expect(payloads.filter((payload) => payload === 3)).toHaveLength(2);
  });

  it('lists and describes state machines', async () => {
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toMatchObject([{ name: 'machine', type: 'STANDARD' }]);
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn: run.stateMachineArn }));
    expect(JSON.parse(machine.definition!)).toEqual(DEFINITION);
  });

  it('refuses every other action by name', async () => {
    const request = { name: 'x', definition: '{}', roleArn: 'r' };
    await expect(client.send(new CreateStateMachineCommand(request))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('CreateStateMachine'),
    });
  });
});
