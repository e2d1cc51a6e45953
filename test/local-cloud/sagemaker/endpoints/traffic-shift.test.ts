import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { shiftProblem, shiftSteps, TrafficSplit } from '../../../../local-cloud/sagemaker/endpoints/traffic-shift.ts';
import type { RolloutSettings } from '../../../../shared/contracts/rollout.ts';
import { deploymentConfig } from '../../../../shared/domain/training/deployment-config.ts';

const of = (shifting: RolloutSettings['shifting'], percent = 25) =>
  deploymentConfig({ shifting, percent, waitSeconds: 60 }, []) as DeploymentConfig;

describe('requests move', () => {
  it('in the steps of each policy that a project may ask for', () => {
    const last = { share: 1, bakes: 60 };
    expect(shiftSteps(of('allAtOnce'), 1)).toEqual([last]);
    expect(shiftSteps(of('canary'), 2)).toEqual([{ share: 0.25, bakes: 60 }, last]);
    expect(shiftSteps(of('linear'), 2).map(({ share }) => share)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(shiftSteps(undefined, 1)).toEqual([{ share: 1, bakes: 0 }]);
    const two = structuredClone(of('canary'));
    two.BlueGreenUpdatePolicy!.TrafficRoutingConfiguration!.CanarySize = { Type: 'INSTANCE_COUNT', Value: 1 };
    expect(shiftSteps(two, 4)[0]!.share).toBe(0.25);
  });

  it('as many of a hundred as the share says, spread evenly', () => {
    const split = new TrafficSplit();
    split.share = 0.1;
    const taken = Array.from({ length: 100 }, () => split.takesNext());
    expect(taken.filter(Boolean)).toHaveLength(10);
    expect(taken.slice(0, 10).filter(Boolean)).toHaveLength(1);
    split.share = 1;
    expect(Array.from({ length: 5 }, () => split.takesNext())).not.toContain(false);
  });

  it('never by a policy that AWS refuses, and the project’s own are none of those', () => {
    for (const shifting of ['canary', 'linear', 'allAtOnce'] as const)
      expect(shiftProblem(of(shifting), 2)).toBeUndefined();
    expect(shiftProblem(of('canary'), 1)).toMatch('CANARY needs two instances');
    expect(shiftProblem(of('canary', 60), 2)).toMatch('CanarySize must be 1 to 50 percent');
    expect(shiftProblem(of('linear', 5), 2)).toMatch('LinearStepSize must be 10 to 50 percent');
    expect(shiftProblem({ RollingUpdatePolicy: { MaximumBatchSize: undefined, WaitIntervalInSeconds: 0 } }, 2)).toMatch(
      'BlueGreenUpdatePolicy only',
    );
  });
});
