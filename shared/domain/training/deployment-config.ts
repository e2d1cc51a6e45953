import { type RolloutSettings, stepsOf } from '../../contracts/rollout.ts';

/** SageMaker's least for an update's time, and what is added for starting machines. */
const LEAST_SECONDS = 600;
const STARTING_SECONDS = 1800;

const TYPES = { canary: 'CANARY', linear: 'LINEAR', allAtOnce: 'ALL_AT_ONCE' } as const;

/**
 * DeploymentConfig of UpdateEndpoint: blue/green, so that the old model's machines stand until the new one's have been
 * watched, and are gone back to when an alarm is raised meanwhile.
 * @param alarms names of CloudWatch alarms; without one nothing goes back by itself
 */
export function deploymentConfig(rollout: RolloutSettings, alarms: readonly string[]) {
  const { shifting, percent, waitSeconds } = rollout;
  const size = { Type: 'CAPACITY_PERCENT', Value: percent } as const;
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: TYPES[shifting],
        WaitIntervalInSeconds: waitSeconds,
        ...(shifting === 'canary' && { CanarySize: size }),
        ...(shifting === 'linear' && { LinearStepSize: size }),
      },
      TerminationWaitInSeconds: waitSeconds,
      MaximumExecutionTimeoutInSeconds: Math.max(LEAST_SECONDS, stepsOf(rollout) * waitSeconds + STARTING_SECONDS),
    },
    ...(alarms.length > 0 && { AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) } }),
  };
}
