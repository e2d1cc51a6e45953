import { afterEach, describe, expect, it } from '@jest/globals';
import type { ExecutionRecord } from '../../local-cloud/step-functions/execution/records.ts';
import { MachineRun } from '../local-cloud/step-functions/machine-run.ts';
import { readDefinition, stateNames } from './definition.ts';
import { named, OWNER_TAGS, SimulatedAws, transformPlan } from './simulated-aws.ts';

const INPUT = { project: 'birds', uid: 'abc123', mode: 'label', batchId: 'b000001', configKey: 'c.json' };
const STALE = () => {
  throw named('StaleFenceError', 'fence 2 is newer');
};

let run: MachineRun;
let aws: SimulatedAws;
afterEach(() => run.close());

function begin(change: (aws: SimulatedAws) => void = () => {}): void {
  run = new MachineRun(readDefinition(), {
    lambda: (arn, payload) => aws.lambda(arn, payload),
    sdk: (action, args) => aws.sdk(action, args),
  });
  aws = new SimulatedAws(run.clock);
  change(aws);
}

const visited = new Set<string>();

async function finish(mode = 'label'): Promise<ExecutionRecord> {
  const end = await run.run({ ...INPUT, mode });
  for (const state of run.path(end.arn)) visited.add(state);
  return end;
}

const recorded = () => aws.payloads.find(({ state }) => state === 'RecordFailure')?.payload;

describe('label-train-deploy ends', () => {
  it('in Done: labels, trains, scores, deploys to a new endpoint, tests and promotes', async () => {
    begin();
    const end = await finish();
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'deployed', trainings: 1 } });
    expect(aws.endpoint).toMatchObject({ config: 'm-v1-r0a1' });
    expect(aws.endpointTags).toEqual(OWNER_TAGS);
    expect([...new Set(run.path(end.arn))]).toEqual([
      'StartMode',
      'PreparePreLabels',
      'PreLabel',
      'StartLabelingJob',
      'DescribeLabelingJob',
      'LabelingSettled',
      'WaitForLabels',
      'MergeLabels',
      'AnythingLabeled',
      'ClaimTraining',
      'TrainingClaimed',
      'PrepareTraining',
      'CreateTrainingJob',
      'WaitForTraining',
      'DescribeTrainingJob',
      'TrainingSettled',
      'CreateModel',
      'PredictValidation',
      'CreateTransformJob',
      'WaitForTransform',
      'DescribeTransformJob',
      'TransformSettled',
      'TransformDone',
      'ScoreModel',
      'ChallengerIsBetter',
      'CreateModelPackageGroup',
      'CreateModelPackage',
      'ApprovalNeeded',
      'BeginDeployment',
      'CreateEndpointConfig',
      'DescribeEndpoint',
      'EndpointMissing',
      'CreateEndpoint',
      'WaitForEndpoint',
      'EndpointState',
      'SmokeTest',
      'PromoteModel',
      'ModelIsRegistered',
      'ApproveModelPackage',
      'ReleaseTraining',
      'TrainAgain',
      'Done',
    ]);
  });

  it("in Done from mode 'merge', beginning with the labels that people brought", async () => {
    begin();
    expect(await finish('merge')).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'deployed' } });
    expect(aws.calls.slice(0, 2)).toEqual(['MergeLabels', 'ClaimTraining']);
  });

  it("in Done from mode 'train', without a word to the labeling port", async () => {
    begin();
    expect(await finish('train')).toMatchObject({ status: 'SUCCEEDED' });
    expect(aws.calls[0]).toBe('ClaimTraining');
  });

  it('in Done by updating an endpoint that serves another config', async () => {
    begin((world) => {
      world.endpoint = { config: 'old', target: 'old', settlesAt: 0, failed: false };
    });
    await finish();
    expect(aws.endpoint).toMatchObject({ config: 'm-v1-r0a1' });
    expect(aws.count('updateEndpoint')).toBe(1);
  });

  it('in Done after replacing an endpoint that had failed before', async () => {
    begin((world) => {
      world.endpoint = { config: 'old', target: 'old', settlesAt: 0, failed: true };
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'deployed' } });
    expect([aws.count('deleteEndpoint'), aws.count('createEndpoint')]).toEqual([1, 1]);
  });

  it('in Done without touching the endpoint when the gate keeps the champion', async () => {
    begin((world) => {
      world.answers.ScoreModel = () => ({ decision: 'keep', reason: 'worse', endpointName: 'endpoint' });
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'kept', reason: 'worse' } });
    expect(aws.calls.filter((call) => call.includes('Endpoint'))).toEqual([]);
  });

  it('in Done after at most five trainings, however often a newer dataset waits', async () => {
    begin((world) => {
      world.answers.ReleaseTraining = () => ({ again: true, datasetVersion: 2 });
      world.answers.ClaimTraining = (_, count) => ({ decision: 'train', reason: '', fence: 1, datasetVersion: count });
    });
    expect(await finish()).toMatchObject({ output: { trainings: 5 } });
  });

  it('in NothingNew, Labeled and Coalesced when there is nothing to train', async () => {
    begin((world) => {
      world.answers.MergeLabels = () => ({ datasetVersion: 3, newLabels: 0 });
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'nothingNew', datasetVersion: 3 } });
    for (const decision of ['notDue', 'coalesced']) {
      run.close();
      begin((world) => {
        world.answers.ClaimTraining = () => ({ decision, reason: 'why', fence: 0, datasetVersion: 1 });
      });
      const outcome = decision === 'notDue' ? 'labeled' : decision;
      expect(await finish()).toMatchObject({ status: 'SUCCEEDED', output: { outcome, reason: 'why' } });
    }
  });

  it.each(['PrepareTraining', 'ScoreModel', 'PromoteModel', 'ReleaseTraining'] as const)(
    'in Superseded when %s meets a newer claim',
    async (state) => {
      begin((world) => {
        world.answers[state] = STALE;
      });
      expect(await finish()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'superseded' } });
      expect(aws.count('RecordFailure')).toBe(0);
    },
  );

  it('in Failed with the recorded failure when a Lambda fails, and when recording fails too', async () => {
    for (const recording of [() => null, STALE]) {
      begin((world) => {
        world.answers.MergeLabels = () => {
          throw named('InvalidDocumentError', 'the manifest is broken');
        };
        world.answers.RecordFailure = recording;
      });
      expect(await finish()).toMatchObject({ status: 'FAILED', error: 'InvalidDocumentError' });
      expect(recorded()).toMatchObject({ failedState: 'MergeLabels', cause: expect.stringContaining('broken') });
      if (recording !== STALE) run.close();
    }
  });
});

describe('labeling', () => {
  it('goes on without pre-labels whatever happens to them', async () => {
    const troubles: Array<(world: SimulatedAws) => void> = [
      (world) => {
        world.answers.PreparePreLabels = STALE;
      },
      (world) => {
        world.transformEnd = (name) => ({ TransformJobStatus: name === 'old-t' ? 'Failed' : 'Completed' });
      },
      (world) => {
        world.transformEnd = (name) => ({ TransformJobStatus: name === 'old-t' ? 'InProgress' : 'Completed' });
      },
      (world) => {
        world.refusals.createTransformJob = Array.from({ length: 3 }, () => named('ValidationException'));
      },
    ];
    for (const [index, trouble] of troubles.entries()) {
      begin((world) => {
        world.answers.PreparePreLabels = () => ({ transforms: [transformPlan('old', 's3://b/batch.json')] });
        trouble(world);
      });
      expect(await finish()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'deployed' } });
      if (index < troubles.length - 1) run.close();
    }
  });

  it('fails at once when the backend refuses: people see it, and the sweep begins anew', async () => {
    begin((world) => {
      world.answers.StartLabelingJob = () => {
        throw named('LabelingJobRefusedError', 'no such workteam');
      };
    });
    const end = await finish();
    expect(end).toMatchObject({ status: 'FAILED', error: 'LabelingJobRefusedError' });
    expect(end.stoppedAt! - end.startedAt).toBeLessThan(60_000);
  });

  it('merges a stopped job with output and records one without', async () => {
    begin((world) => {
      world.labeling = { status: 'Stopped', usable: true };
    });
    expect(await finish()).toMatchObject({ status: 'SUCCEEDED' });
    run.close();
    begin((world) => {
      world.labeling = { status: 'Failed', usable: false };
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'LabelingJobFailed', cause: 'why' });
  });
});

describe('training', () => {
  it('believes Describe when the answer to a Create is lost', async () => {
    const actions = [
      'createTrainingJob',
      'createModel',
      'createTransformJob',
      'createEndpointConfig',
      'createEndpoint',
    ];
    begin((world) => {
      world.answers.PreparePreLabels = () => ({ transforms: [transformPlan('old', 's3://b/batch.json')] });
      for (const action of actions) world.lostAnswers[action] = [named('TimeoutError'), named('TimeoutError')];
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'deployed' } });
    expect([...aws.jobs.keys()]).toEqual([
      'TransformJob/old-t',
      'TrainingJob/m-v1-r0a1',
      'Model/m-v1-r0a1',
      'TransformJob/m-v1-r0a1-t',
      'EndpointConfig/m-v1-r0a1',
    ]);
  });

  it.each([
    ['createTrainingJob', 'CreateTrainingJob'],
    ['createModel', 'CreateModel'],
    ['createEndpointConfig', 'CreateEndpointConfig'],
  ])('reports the error of %s, not that Describe finds nothing', async (action, failedState) => {
    begin((world) => {
      world.refusals[action] = Array.from({ length: 9 }, () => named('ResourceLimitExceeded', 'quota'));
    });
    const end = await finish();
    expect(end).toMatchObject({ status: 'FAILED', error: 'SageMaker.ResourceLimitExceededException' });
    expect(recorded()).toMatchObject({ failedState, cause: expect.stringContaining('quota') });
    expect(end.stoppedAt! - end.startedAt).toBeLessThan(300_000);
  });

  it("refuses somebody else's job, model or config of the same name", async () => {
    const strangers = {
      'TrainingJob/m-v1-r0a1': { InputDataConfig: [{ DataSource: { S3DataSource: { S3Uri: 's3://other' } } }] },
      'Model/m-v1-r0a1': { PrimaryContainer: { ModelDataUrl: 's3://other' } },
      'EndpointConfig/m-v1-r0a1': { ProductionVariants: [{ ModelName: 'other' }] },
    };
    for (const [key, request] of Object.entries(strangers)) {
      if (key !== 'TrainingJob/m-v1-r0a1') run.close();
      begin((world) => world.jobs.set(key, { request, createdAt: 0 }));
      expect(await finish()).toMatchObject({ status: 'FAILED', error: 'NotOursError' });
    }
  });

  it.each([
    'CapacityError: no ml.m5.large',
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.',
  ])('tries again under another name when SageMaker had no capacity, three times at most: %s', async (reason) => {
    begin((world) => {
      world.trainingEnd = () => ({ TrainingJobStatus: 'Failed', FailureReason: reason });
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'TrainingJobFailed' });
    expect([...aws.jobs.keys()]).toEqual(['m-v1-r0a1', 'm-v1-r0a2', 'm-v1-r0a3'].map((name) => `TrainingJob/${name}`));
  });

  it('ends where spot capacity did not come in time', async () => {
    begin((world) => {
      world.trainingEnd = () => ({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxWaitTimeExceeded' });
    });
    expect(await finish()).toMatchObject({
      error: 'TrainingJobStopped',
      cause: expect.stringMatching(/: MaxWaitTimeExceeded/),
    });
    expect(aws.jobs.size).toBe(1);
  });

  it('fails when a validation transform fails', async () => {
    begin((world) => {
      world.transformEnd = () => ({ TransformJobStatus: 'Failed', FailureReason: 'bad image' });
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'TransformJobFailed' });
  });
});

describe('the model registry', () => {
  const manual = (world: SimulatedAws) => {
    const defaults = world.lambda;
    world.lambda = (arn, payload) => ({
      ...(defaults(arn, payload) as object),
      ...(arn.includes('ScoreModel') && { approval: 'manual' }),
    });
  };
  const approvedBy = (status: string, why = '') => [
    ...Array.from({ length: 3 }, () => ({ ModelApprovalStatus: 'PendingManualApproval' })),
    { ModelApprovalStatus: status, ApprovalDescription: why },
  ];

  it('has each model that serves, with its artifact and image, and says that it was approved', async () => {
    begin();
    await finish();
    expect(aws.registered).toMatchObject({
      ModelPackageGroupName: 'group',
      ClientToken: 'token',
      InferenceSpecification: { Containers: [{ Image: 'detector' }] },
    });
    expect(aws.count('updateModelPackage')).toBe(1);
  });

  it('stops no deployment where nobody has to approve', async () => {
    begin((world) => {
      const down = () => Array.from({ length: 9 }, () => named('ThrottlingException'));
      world.refusals = { createModelPackageGroup: down(), createModelPackage: down(), updateModelPackage: down() };
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'deployed' } });
    expect(aws.count('updateModelPackage')).toBe(0);
  });

  it('lets a model wait until somebody approves it, and scores it once more on what serves then', async () => {
    begin((world) => {
      manual(world);
      world.approvals = approvedBy('Approved', 'Ana');
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'deployed' } });
    expect([aws.count('ScoreModel'), aws.count('describeModelPackage')]).toEqual([2, 4]);
    expect(aws.count('updateModelPackage')).toBe(0);
    expect(aws.payloads.find(({ state }) => state === 'ReleaseTraining')!.payload).toMatchObject({ loops: 5 });
  });

  it.each([
    ['Rejected', 'Ana: too many misses', 'rejected: Ana: too many misses', 4],
    ['PendingManualApproval', '', 'nobody approved it within 7 days', 400],
  ])('keeps a model back that is %s', async (status, why, reason, asked) => {
    begin((world) => {
      manual(world);
      world.approvals = approvedBy(status, why);
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'kept', reason } });
    expect(aws.count('describeModelPackage')).toBeGreaterThanOrEqual(asked);
    expect(aws.count('createEndpointConfig')).toBe(0);
  });

  it('fails where a model must be approved and the registry does not take it', async () => {
    begin((world) => {
      manual(world);
      world.refusals.createModelPackage = Array.from({ length: 9 }, () => named('ResourceLimitExceeded', 'quota'));
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'SageMaker.ResourceLimitExceededException' });
    expect(recorded()).toMatchObject({ failedState: 'CreateModelPackage' });
  });
});

describe('deploying', () => {
  const serving = (world: SimulatedAws) => {
    world.endpoint = { config: 'old', target: 'old', settlesAt: 0, failed: false };
  };

  it('takes an update that was rolled back for a failure, although the endpoint is InService', async () => {
    begin((world) => {
      serving(world);
      world.brokenConfig = 'm-v1-r0a1';
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'EndpointRolledBack' });
    expect(recorded()).toMatchObject({
      cause: 'endpoint is InService on old again, m-v1-r0a1 was rolled back because: the alarm went off',
    });
    expect(aws.count('PromoteModel')).toBe(0);
  });

  it('moves requests to a new model as the project says, and back at once', async () => {
    const deploymentConfig = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } } };
    begin((world) => {
      serving(world);
      world.deploymentConfig = deploymentConfig;
      world.answers.SmokeTest = () => {
        throw named('SmokeTestFailedError', 'no boxes');
      };
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'SmokeTestFailedError' });
    expect(aws.updates).toEqual([
      { EndpointName: 'endpoint', EndpointConfigName: 'm-v1-r0a1', DeploymentConfig: deploymentConfig },
      { EndpointName: 'endpoint', EndpointConfigName: 'old' },
    ]);
  });

  it('goes back to the config that served before when the smoke test fails', async () => {
    begin((world) => {
      serving(world);
      world.answers.SmokeTest = () => {
        throw named('SmokeTestFailedError', 'no boxes');
      };
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'SmokeTestFailedError' });
    expect(aws.endpoint).toMatchObject({ config: 'old' });
    expect(recorded()).toMatchObject({ failedState: 'SmokeTest' });
  });

  it('removes a first endpoint that fails its smoke test', async () => {
    begin((world) => {
      world.answers.SmokeTest = () => {
        throw named('SmokeTestFailedError', 'no boxes');
      };
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'SmokeTestFailedError' });
    expect(aws.endpoint).toBeUndefined();
  });

  it('reports why a first endpoint did not come up, and why one cannot be created at all', async () => {
    begin((world) => {
      world.brokenConfig = 'm-v1-r0a1';
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'EndpointNotInService' });
    run.close();
    begin((world) => {
      world.refusals.createEndpoint = Array.from({ length: 99 }, () => named('ResourceLimitExceeded', 'quota'));
    });
    expect(await finish()).toMatchObject({ error: 'SageMaker.ResourceLimitExceededException' });
    expect(recorded()).toMatchObject({ failedState: 'CreateEndpoint' });
  });

  it('gives up on an endpoint that moves for more than two hours', async () => {
    begin((world) => {
      world.endpoint = { config: 'old', target: 'old', settlesAt: Number.POSITIVE_INFINITY, failed: false };
    });
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'EndpointNotInService' });
  });

  it('survives Describe failing now and then', async () => {
    begin((world) => {
      world.refusals.describeEndpoint = Array.from({ length: 3 }, () => named('ThrottlingException', 'Rate exceeded'));
      world.refusals.describeTrainingJob = Array.from({ length: 4 }, () => named('ThrottlingException'));
    });
    expect(await finish()).toMatchObject({ output: { outcome: 'deployed' } });
  });
});

it('leaves no state of the machine unvisited by the tests above', () => {
  begin();
  expect(stateNames(readDefinition()).filter((name) => !visited.has(name))).toEqual([]);
});
