import { afterEach, describe, expect, it } from '@jest/globals';
import { MachineRun, machineOf, type World } from './machine-run.ts';

let run: MachineRun;
afterEach(() => run.close());

const named = (name: string, message = 'why') => Object.assign(new Error(message), { name });
const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
  ...more,
});

/** Runs one Task whose n-th call does `outcomes[n]`; times are seconds after the start. */
async function attempt(more: object, outcomes: Array<Error | unknown>, input: unknown = {}) {
  const times: number[] = [];
  const world: World = {
    lambda: () => {
      times.push((run.clock.now() - Date.UTC(2026, 0, 1)) / 1000);
      const outcome = outcomes[Math.min(times.length, outcomes.length) - 1];
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
  run = new MachineRun(machineOf({ Call: task(more), Caught: { Type: 'Succeed' } }), world);
  return { end: await run.run(input), times };
}

const catching = (ErrorEquals: string[], more: object = {}) => ({ Catch: [{ ErrorEquals, Next: 'Caught', ...more }] });

describe('Retry', () => {
  it('backs off by rate up to MaxDelaySeconds and gives up after MaxAttempts', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 4 }];
    const { end, times } = await attempt({ Retry, ...catching(['Other']) }, [named('Busy')]);
    expect(times).toEqual([0, 2, 8, 18, 28]);
    expect(end).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  it('counts each retrier by itself and tells the state how often it was retried', async () => {
    const Retry = [
      { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2 },
    ];
    const { end, times } = await attempt({ Retry }, [named('A'), named('B'), named('C'), 'fine']);
    expect(times).toEqual([0, 1, 6, 11]);
    expect(end.output).toBe('fine');
    const parameters = run
      .history(end.arn)
      .flatMap(
        ({ details }) => (details.taskScheduledEventDetails as { parameters: string } | undefined)?.parameters ?? [],
      );
    expect(parameters.map((text) => JSON.parse(text).Payload)).toEqual([0, 1, 2, 3]);
  });

  it('spreads delays between nothing and the full one when it jitters, the same each time it is computed', async () => {
    const Retry = [
      { ErrorEquals: ['A'], IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 20, JitterStrategy: 'FULL' },
    ];
    const first = await attempt({ Retry }, [named('A')]);
    run.close();
    const second = await attempt({ Retry }, [named('A')]);
    const delays = first.times.slice(1).map((time, index) => time - first.times[index]!);
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
    expect(Math.min(...delays)).toBeLessThan(30);
    expect(new Set(delays).size).toBeGreaterThan(15);
    expect(second.times).toEqual(first.times);
  });

  it('starts its counts afresh when the state is entered again', async () => {
    const errors = [named('A'), 1, named('A'), 1];
    run = new MachineRun(
      machineOf({
        Call: task({
          Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
          Assign: { n: '{% $exists($n) ? 2 : 1 %}' },
          End: undefined,
          Next: 'Loop',
        }),
        Loop: { Type: 'Choice', Choices: [{ Condition: '{% $n = 2 %}', Next: 'Done' }], Default: 'Call' },
        Done: { Type: 'Succeed' },
      }),
      {
        lambda: () => {
          const outcome = errors.shift();
          if (outcome instanceof Error) throw outcome;
          return outcome;
        },
      },
    );
    expect(await run.run()).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('Catch', () => {
  it('gets the error of a Lambda as its errorType, the Cause as Lambda writes it', async () => {
    const Output = { error: '{% $states.errorOutput.Error %}', cause: '{% $parse($states.errorOutput.Cause) %}' };
    const { end } = await attempt(catching(['Custom'], { Output }), [named('Custom', 'for a reason')]);
    expect(end.output).toMatchObject({
      error: 'Custom',
      cause: { errorType: 'Custom', errorMessage: 'for a reason', trace: expect.any(Array) },
    });
    expect(run.types(end.arn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('takes a query error in Arguments or Output, but neither Runtime nor DataLimitExceeded', async () => {
    const broken = await attempt({ Output: '{% $nothing %}', ...catching(['States.ALL']) }, ['x']);
    expect(broken.end).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.QueryEvaluationError' } });
    run.close();
    const big = await attempt(catching(['States.ALL']), ['x'.repeat(262_200)]);
    expect(big.end).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    run.close();
    const nameless = await attempt({ Arguments: {}, ...catching(['States.ALL']) }, ['x']);
    expect(nameless.end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('tells a timeout, which States.TaskFailed does not stand for, and forgets the late answer', async () => {
    for (const [name, status] of [
      ['States.TaskFailed', 'FAILED'],
      ['States.Timeout', 'SUCCEEDED'],
    ] as const) {
      let answer: (value: unknown) => void = () => {};
      run = new MachineRun(
        machineOf({
          Call: task({ TimeoutSeconds: 30, ...catching([name]) }),
          Caught: { Type: 'Wait', Seconds: 60, End: true },
        }),
        { lambda: () => new Promise((resolve) => (answer = resolve)) },
      );
      const arn = await run.start();
      await until(() => run.types(arn).includes('TaskStarted'));
      run.clock.advance(30_000);
      answer('late');
      const end = await run.finish(arn);
      expect(end.status).toBe(status);
      expect(run.types(arn)).toContain('TaskTimedOut');
      if (name !== 'States.Timeout') run.close();
    }
  });
});

describe('SDK integrations', () => {
  const describeJob = (more: object = {}) => ({
    Describe: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob',
      Arguments: { TrainingJobName: 'job' },
      End: true,
      ...more,
    },
  });

  it('answer with ISO 8601 times and without metadata', async () => {
    run = new MachineRun(machineOf(describeJob()), {
      sdk: (action, args, service) => ({ action, args, service, CreationTime: new Date(0), $metadata: {} }),
    });
    expect((await run.run()).output).toEqual({
      action: 'describeTrainingJob',
      args: { TrainingJobName: 'job' },
      service: 'sagemaker',
      CreationTime: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([
    ['ResourceNotFound', 'SageMaker.ResourceNotFoundException'],
    ['ConflictException', 'SageMaker.ConflictException'],
    ['ValidationException', 'SageMaker.SageMakerException'],
    ['ThrottlingException', 'SageMaker.SageMakerException'],
  ])('name %s as the Java SDK does: %s', async (name, expected) => {
    run = new MachineRun(machineOf(describeJob()), {
      sdk: () => {
        throw named(name, 'Could not find it.');
      },
    });
    expect(await run.run()).toMatchObject({
      error: expected,
      cause: 'Could not find it. (Service: SageMaker, Status Code: 400, Request ID: none)',
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
