import { afterEach, describe, expect, it } from '@jest/globals';
import { MachineRun } from '../local-cloud/step-functions/machine-run.ts';
import { readDefinition } from './definition.ts';
import { SimulatedAws, transformPlan } from './simulated-aws.ts';

const INPUT = { project: 'birds', uid: 'abc123', mode: 'label', batchId: 'b000001', configKey: 'c.json' };

interface Crash {
  /** Runs instead of a call; `call` makes it. */
  around?: (call: () => unknown) => unknown;
  afterEachTransition?: boolean;
}

let run: MachineRun;
afterEach(() => run.close());

/** Everything that people see of a run, whatever it took to get there. */
async function outcomeOf(crash: Crash) {
  const around = crash.around ?? ((call) => call());
  run = new MachineRun(readDefinition(), {
    lambda: (arn, payload) => around(() => aws.lambda(arn, payload)),
    sdk: (action, args) => around(() => aws.sdk(action, args)),
  });
  const aws = new SimulatedAws(run.clock);
  aws.answers.PreparePreLabels = () => ({ transforms: [transformPlan('old', 's3://b/batch.json')] });
  const deaths = crash.afterEachTransition ? run.dieAfterEachTransition() : () => 0;
  const end = await run.finish(await run.start(INPUT));
  const history = run.history(end.arn);
  expect(history.map((event) => event.id)).toEqual(history.map((_, index) => index + 1));
  return {
    deaths: deaths(),
    outcome: {
      output: end.output,
      jobs: [...aws.jobs.keys()],
      endpoint: aws.endpoint?.config,
      stoppedAt: end.stoppedAt,
      path: run.path(end.arn).filter((name) => !/^Find|IsOurs$/.test(name)),
    },
  };
}

describe('a run whose process dies', () => {
  it('after every single transition ends as one that is left alone', async () => {
    const { outcome } = await outcomeOf({});
    run.close();
    const crashed = await outcomeOf({ afterEachTransition: true });
    expect(crashed.outcome).toEqual(outcome);
    expect(crashed.deaths).toBeGreaterThan(120);
  });

  it('in every single call, after the call has worked, makes it again and ends with the same jobs and endpoint', async () => {
    const { outcome } = await outcomeOf({});
    run.close();
    let isSecondTry = true;
    const crashed = await outcomeOf({
      around(call) {
        isSecondTry = !isSecondTry;
        const result = call();
        if (!isSecondTry) run.die();
        return result;
      },
    });
    expect(crashed.outcome).toEqual({ ...outcome, stoppedAt: expect.any(Number), path: expect.any(Array) });
  });
});
