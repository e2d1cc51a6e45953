import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';

/** From `atSeconds` after the new model answers it gets this share of the requests, 0 to 1. */
export interface ShiftStep {
  share: number;
  /** Seconds for which it is watched before the next step, or before the old model goes. */
  bakes: number;
}

/**
 * How the requests move by a blue/green policy; without one all at once, unwatched. The laptop has one process where
 * AWS has machines, so a count of instances is a share of those that the config asks for.
 * @param instances of the new config
 */
export function shiftSteps(deployment: DeploymentConfig | undefined, instances: number): ShiftStep[] {
  const policy = deployment?.BlueGreenUpdatePolicy;
  const routing = policy?.TrafficRoutingConfiguration;
  const last = { share: 1, bakes: policy?.TerminationWaitInSeconds ?? 0 };
  if (routing?.Type === undefined || routing.Type === 'ALL_AT_ONCE') return [last];
  const size = routing.Type === 'CANARY' ? routing.CanarySize : routing.LinearStepSize;
  const part = size?.Type === 'INSTANCE_COUNT' ? size.Value! / instances : (size?.Value ?? 100) / 100;
  const bakes = routing.WaitIntervalInSeconds ?? 0;
  const parts = routing.Type === 'CANARY' ? 1 : Math.ceil(1 / part) - 1;
  return [...Array.from({ length: parts }, (_, at) => ({ share: (at + 1) * part, bakes })), last];
}

/** Why a policy cannot be, as SageMaker's documentation has it; undefined when it can. */
export function shiftProblem({ BlueGreenUpdatePolicy, RollingUpdatePolicy }: DeploymentConfig, instances: number) {
  if (RollingUpdatePolicy) return 'the laptop moves requests by BlueGreenUpdatePolicy only, not by RollingUpdatePolicy';
  const routing = BlueGreenUpdatePolicy?.TrafficRoutingConfiguration;
  const isLinear = routing?.Type === 'LINEAR';
  const size = isLinear ? routing.LinearStepSize : routing?.CanarySize;
  const name = isLinear ? 'LinearStepSize' : 'CanarySize';
  if (routing?.Type === undefined || routing.Type === 'ALL_AT_ONCE')
    return size && `${name} has no meaning for ALL_AT_ONCE`;
  if (!size) return `${routing.Type} needs ${name}`;
  const percent = size.Type === 'INSTANCE_COUNT' ? (100 * size.Value!) / instances : size.Value!;
  const least = isLinear ? 10 : 1;
  if (percent < least || percent > 50)
    return `${name} must be ${least} to 50 percent of the new fleet's capacity, and ${size.Value} is ${percent} percent`;
  if (instances < 2) return `${routing.Type} needs two instances at least: ${name} is at most half of the new fleet`;
  return undefined;
}

/** Says of each request whether the new model gets it: of any hundred in a row as many as the share says. */
export class TrafficSplit {
  share = 0;
  #owed = 0;

  takesNext(): boolean {
    this.#owed += this.share;
    // A sum of tenths falls short of one by a hair.
    if (this.#owed < 1 - 1e-9) return false;
    this.#owed -= 1;
    return true;
  }
}
