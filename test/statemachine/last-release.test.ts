import { afterEach, expect, it } from '@jest/globals';
import { MachineRun } from '../local-cloud/step-functions/machine-run.ts';
import { readLastRelease } from './definition.ts';
import { SimulatedAws } from './simulated-aws.ts';

let run: MachineRun;
let aws: SimulatedAws;
afterEach(() => run.close());

/** The machine of the last release; what its states hand over is held against today's schemas by `SimulatedAws`. */
function begin(change: (aws: SimulatedAws) => void = () => {}) {
  run = new MachineRun(readLastRelease(), {
    lambda: (arn, payload) => aws.lambda(arn, payload),
    sdk: (action, args) => aws.sdk(action, args),
  });
  aws = new SimulatedAws(run.clock);
  change(aws);
  return run.run({ project: 'birds', uid: 'abc123', mode: 'label', batchId: 'b000001', configKey: 'c.json' });
}

it('ends well for an execution that began before the deploy', async () => {
  expect(await begin()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'deployed' } });
});

it("records a failure in today's form, too", async () => {
  const end = await begin((world) => {
    world.trainingEnd = () => ({ TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: out of memory' });
  });
  expect(end).toMatchObject({ status: 'FAILED', error: 'TrainingJobFailed' });
  expect(aws.payloads.at(-1)).toMatchObject({
    state: 'RecordFailure',
    payload: { failedState: 'DescribeTrainingJob' },
  });
});
