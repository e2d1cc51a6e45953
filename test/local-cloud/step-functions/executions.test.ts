import { afterEach, describe, expect, it } from '@jest/globals';
import { MachineRun, machineOf } from './machine-run.ts';

let run: MachineRun;
afterEach(() => run.close());

const WAIT = { Linger: { Type: 'Wait', Seconds: 1000, End: true } };

describe('an execution', () => {
  it("times out after the machine's TimeoutSeconds, counted from its start", async () => {
    run = new MachineRun(machineOf(WAIT, { TimeoutSeconds: 60 }));
    const arn = await run.start();
    await run.stepFunctions.idle();
    run.reopen();
    const end = await run.finish(arn);
    expect(end).toMatchObject({ status: 'TIMED_OUT', stoppedAt: end.startedAt + 60_000 });
    expect(run.types(arn).at(-1)).toBe('ExecutionTimedOut');
  });

  it('keeps the definition that it began with', async () => {
    run = new MachineRun(
      machineOf({
        Linger: { Type: 'Wait', Seconds: 10, Next: 'Old' },
        Old: { Type: 'Pass', Output: 'old', End: true },
      }),
    );
    const arn = await run.start();
    const definition = JSON.stringify(machineOf({ New: { Type: 'Pass', Output: 'new', End: true } }));
    run.stepFunctions.putStateMachine({ name: 'machine', definition, roleArn: 'r' });
    expect((await run.finish(arn)).output).toBe('old');
    expect((await run.finish(await run.start({}, 'second'))).output).toBe('new');
  });

  it('stops before its history outgrows AWS, with an error that no Catch hides', async () => {
    run = new MachineRun(
      machineOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, C: { Type: 'Succeed' } }),
    );
    const end = await run.run();
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('25000') });
    expect(end.lastEventId).toBeLessThanOrEqual(25_000);
    expect(end.lastEventId).toBeGreaterThan(24_990);
  });

  it('tells every status once in order, and again what a listener had not taken before the process died', async () => {
    run = new MachineRun(machineOf(WAIT));
    const arn = await run.start();
    run.die();
    await run.finish(arn);
    const told = run.statusChanges.map(({ detail }) => detail.status);
    expect([...new Set(told)]).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(run.statusChanges.at(-1)).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [arn],
      detail: { executionArn: arn, name: 'run', redriveStatus: 'NOT_REDRIVABLE', output: '{}' },
    });
  });

  it('survives its process dying after every transition of Maps in Parallels', async () => {
    const inner = {
      Type: 'Map',
      Items: [1, 2, 3],
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'Nap',
        States: {
          Nap: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Call' },
          Call: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            End: true,
          },
        },
      },
      End: true,
    };
    const machine = machineOf({
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Each', States: { Each: inner } },
          { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 2, End: true } } },
        ],
        End: true,
      },
    });
    run = new MachineRun(machine, { lambda: (_, payload: number) => payload * 10 });
    const deaths = run.dieAfterEachTransition();
    expect(await run.finish(await run.start('in'))).toMatchObject({
      status: 'SUCCEEDED',
      output: [[10, 20, 30], 'in'],
    });
    expect(deaths()).toBeGreaterThan(15);
  });
});
