import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { checkLimits } from '../../../../local-cloud/sagemaker/request-limits.ts';
import { projectSchema } from '../../../../shared/contracts/project.ts';
import type { RolloutSettings } from '../../../../shared/contracts/rollout.ts';
import { newProject } from '../../../../shared/domain/project/new-project.ts';
import { deploymentConfig } from '../../../../shared/domain/training/deployment-config.ts';

const canary: RolloutSettings = { shifting: 'canary', percent: 10, waitSeconds: 300 };

describe('how a real-time endpoint moves to a new model', () => {
  it('is said as UpdateEndpoint wants it, with the alarms to go back by', () => {
    expect(deploymentConfig(canary, ['errors'])).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          WaitIntervalInSeconds: 300,
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
        },
        TerminationWaitInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 2400,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] },
    });
  });

  it.each(['canary', 'linear', 'allAtOnce'] as const)('keeps the limits of the service model: %s', (shifting) => {
    const DeploymentConfig = deploymentConfig({ ...canary, shifting, percent: 50, waitSeconds: 1 }, ['a', 'b']);
    const request = { EndpointName: 'birds', EndpointConfigName: 'm', DeploymentConfig };
    expect(checkLimits('UpdateEndpoint', request)).toEqual([]);
    DeploymentConfig.BlueGreenUpdatePolicy.TerminationWaitInSeconds = 3601;
    expect(checkLimits('UpdateEndpoint', request)).toEqual([expect.stringContaining('terminationWaitInSeconds')]);
  });

  const settings = (endpoint: object) => {
    const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });
    const read = z.safeParse(projectSchema, { ...project, endpoint: { ...project.endpoint, ...endpoint } });
    return read.success ? 'fine' : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join();
  };

  it('is for real-time endpoints, in parts for two machines or more, and waits an hour at most', () => {
    expect(settings({ mode: 'real-time', instanceCount: 2, rollout: canary })).toBe('fine');
    expect(settings({ mode: 'real-time', rollout: { shifting: 'allAtOnce' } })).toBe('fine');
    expect(settings({ rollout: canary, instanceCount: 2 })).toMatch('endpoint.rollout needs endpoint.mode real-time');
    expect(settings({ mode: 'real-time', rollout: canary })).toMatch('endpoint.instanceCount must be 2 or more');
    const slow = { ...canary, shifting: 'linear', waitSeconds: 400 };
    expect(settings({ mode: 'real-time', instanceCount: 2, rollout: slow })).toMatch('longer than 3600 seconds');
  });
});
