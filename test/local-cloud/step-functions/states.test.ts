import { afterEach, describe, expect, it } from '@jest/globals';
import { MachineRun, machineOf, type World } from './machine-run.ts';

let run: MachineRun;
afterEach(() => run.close());

async function end(states: Record<string, object>, input: unknown = {}, world: World = {}) {
  run = new MachineRun(machineOf(states), world);
  return run.run(input);
}

const pass = (output: unknown, more: object = { End: true }) => ({ Type: 'Pass', Output: output, ...more });
const invoke = (payload: unknown, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: payload },
  Output: '{% $states.result.Payload %}',
  ...more,
});

describe('states', () => {
  it('pass input on, assign on old values only, and know where they are', async () => {
    const { output } = await end(
      {
        First: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
        Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: ['{% $a %}'], Next: 'Last' },
        Last: {
          Type: 'Succeed',
          Output: { a: '{% $a %}', b: '{% $b %}', input: '{% $states.input %}', context: '{% $states.context %}' },
        },
      },
      { x: 1 },
    );
    expect(output).toEqual({
      a: 2,
      b: 1,
      input: [1],
      context: {
        Execution: {
          Id: 'arn:aws:states:us-east-1:000000000000:execution:machine:run',
          Input: { x: 1 },
          Name: 'run',
          RedriveCount: 0,
          RoleArn: 'arn:aws:iam::000000000000:role/machine',
          StartTime: '2026-01-01T00:00:00.000Z',
        },
        State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'Last', RetryCount: 0 },
        StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' },
      },
    });
  });

  it('Choice takes the first rule that holds, with its own Assign and Output', async () => {
    const states = {
      Which: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input > 5 %}', Assign: { size: 'big' }, Output: 'rule', Next: 'End' },
          { Condition: '{% $states.input > 1 %}', Assign: { size: 'middle' }, Next: 'End' },
        ],
        Assign: { size: 'small' },
        Output: 'default',
        Default: 'End',
      },
      End: { Type: 'Succeed', Output: ['{% $size %}', '{% $states.input %}'] },
    };
    for (const [input, output] of [
      [9, ['big', 'rule']],
      [3, ['middle', 3]],
      [0, ['small', 'default']],
    ] as const) {
      expect((await end(states, input)).output).toEqual(output);
      if (input !== 0) run.close();
    }
  });

  it('Choice fails without a rule that holds, and on a Condition that is no boolean', async () => {
    const choice = (condition: string) => ({
      Which: { Type: 'Choice', Choices: [{ Condition: condition, Next: 'End' }] },
      End: { Type: 'Succeed' },
    });
    expect(await end(choice('{% false %}'))).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
    run.close();
    expect(await end(choice("{% 'yes' %}"))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('Wait takes whole seconds or an ISO 8601 time', async () => {
    const done = await end({
      Short: { Type: 'Wait', Seconds: '{% $floor(5.9) %}', Next: 'Long' },
      Long: { Type: 'Wait', Timestamp: '2026-01-01T01:00:00+00:00', End: true },
    });
    expect(new Date(done.stoppedAt!).toISOString()).toBe('2026-01-01T01:00:00.000Z');
    for (const wait of [{ Seconds: '{% 5.9 %}' }, { Seconds: -1 }, { Timestamp: 'tomorrow' }]) {
      run.close();
      expect(await end({ Wrong: { Type: 'Wait', ...wait, End: true } })).toMatchObject({
        error: 'States.QueryEvaluationError',
      });
    }
  });

  it('Fail carries its Error and Cause, cut to what AWS takes', async () => {
    const failed = await end(
      { Bad: { Type: 'Fail', Error: "{% 'My' & 'Error' %}", Cause: '{% $states.input %}' } },
      'x'.repeat(40_000),
    );
    expect(failed).toMatchObject({ status: 'FAILED', error: 'MyError', cause: 'x'.repeat(32_768) });
    expect(run.types(failed.arn)).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
  });
});

describe('Map', () => {
  const map = (processor: Record<string, object>, more: object = {}) => ({
    Type: 'Map',
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...pickBlock(processor) },
    End: true,
    ...more,
  });
  const pickBlock = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });

  it('keeps the order of its items, selects their input and shows them in the context', async () => {
    const { output } = await end({
      Each: map(
        {
          Echo: pass('{% $states.input & $string($states.context.Map.Item.Value) & $states.context.Map.Item.Index %}'),
        },
        { Items: ['a', 'b'], ItemSelector: "{% $states.context.Map.Item.Value & '-' %}" },
      ),
    });
    expect(output).toEqual(['a-a0', 'b-b1']);
  });

  it('shows its item to the branches of a Parallel inside', async () => {
    const index = pass('{% $states.context.Map.Item.Index %}');
    const branches = { Both: { Type: 'Parallel', Branches: [pickBlock({ Index: index })], End: true } };
    const { arn, output } = await end({ Each: map(branches, { Items: ['a', 'b'] }) });
    expect(output).toEqual([[0], [1]]);
    expect(run.types(arn).filter((type) => type === 'MapIterationStarted')).toHaveLength(2);
  });

  it('never runs more than MaxConcurrency iterations', async () => {
    let inside = 0;
    let most = 0;
    const { output } = await end(
      { Each: map({ Call: invoke('{% $states.input %}') }, { Items: '{% [1..9] %}', MaxConcurrency: 3 }) },
      {},
      {
        lambda: async (_, payload: number) => {
          most = Math.max(most, ++inside);
          for (let turn = 0; turn < 20; turn++) await Promise.resolve();
          inside--;
          return payload * 2;
        },
      },
    );
    expect(output).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(most).toBe(3);
  });

  it('of nothing gives an empty list, nested Maps give lists of lists', async () => {
    expect((await end({ Each: map({ Echo: pass('x') }, { Items: [] }) })).output).toEqual([]);
    run.close();
    const inner = map({ Echo: pass('{% $states.input * $factor %}') });
    const { output } = await end({
      Start: { Type: 'Pass', Assign: { factor: 10 }, Next: 'Outer' },
      Outer: map({ Inner: inner }, { Items: [[1, 2], [3]] }),
    });
    expect(output).toEqual([[10, 20], [30]]);
  });

  it('fails with the first error, stops the other iterations, and may catch it', async () => {
    const states = {
      Each: map(
        {
          Which: {
            Type: 'Choice',
            Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Bad' }],
            Default: 'Linger',
          },
          Linger: { Type: 'Wait', Seconds: 100, End: true },
          Bad: { Type: 'Fail', Error: 'Two', Cause: 'is bad' },
        },
        { Items: [1, 2, 3], Catch: [{ ErrorEquals: ['Two'], Next: 'After' }] },
      ),
      After: { Type: 'Succeed' },
    };
    const done = await end(states);
    expect(done).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'Two', Cause: 'is bad' } });
    expect(done.stoppedAt).toBe(done.startedAt);
    expect(run.types(done.arn)).toEqual(expect.arrayContaining(['MapIterationFailed', 'MapStateFailed']));
    expect(run.clock.runNext()).toBe(false);
  });

  it('runs all its iterations again when it is retried', async () => {
    let calls = 0;
    const done = await end(
      {
        Each: map(
          { Call: invoke('{% $states.input %}') },
          { Items: [1, 2], Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 7 }] },
        ),
      },
      {},
      {
        lambda: (_, payload) => {
          if (++calls === 2) throw Object.assign(new Error(), { name: 'Flaky' });
          return payload;
        },
      },
    );
    expect(done).toMatchObject({ output: [1, 2], stoppedAt: done.startedAt + 7000 });
    expect(calls).toBe(4);
  });
});

describe('Parallel', () => {
  it('gives every branch the same arguments and their outputs in order', async () => {
    const { output } = await end({
      Both: {
        Type: 'Parallel',
        Arguments: { n: 2 },
        Branches: [
          {
            StartAt: 'Slow',
            States: { Slow: { Type: 'Wait', Seconds: 60, Output: '{% $states.input.n %}', End: true } },
          },
          { StartAt: 'Fast', States: { Fast: pass('{% $states.input.n * 2 %}') } },
        ],
        Assign: { total: '{% $sum($states.result) %}' },
        Next: 'End',
      },
      End: { Type: 'Succeed', Output: ['{% $total %}', '{% $states.input %}'] },
    });
    expect(output).toHaveLength(2);
    expect(output).toEqual([6, [2, 4]]);
  });
});
