import { describe, expect, it } from '@jest/globals';
import { Intrinsics } from '../../local-cloud/template/intrinsics.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

const ENTRANCES = ['PortalStage', 'WorkerApiRoute', 'SandboxStage', 'LabelingSweepRule', 'LabelingEngineCallers'];

function backendOf(options: Record<string, string>) {
  const stack = readStack(root, options);
  const { Variables } = new Intrinsics(stack).resolveStructure(
    stack.StartLabelingJobLambdaFunction!.Properties.Environment,
  ) as { Variables: Record<string, string> };
  return {
    functionName: Variables.LABELING_FUNCTION_NAME,
    reachable: ENTRANCES.filter((id) => id in stack),
  };
}

describe('the parameter `labeling`', () => {
  it('gives the port functions our engine with its portal, schedule and grant, or Ground Truth and none of these', () => {
    expect(backendOf({})).toEqual(backendOf({ labeling: 'engine' }));
    expect(backendOf({ labeling: 'engine' })).toEqual({
      functionName: 'labelloop-dev-labeling-api',
      reachable: ENTRANCES,
    });
    expect(backendOf({ labeling: 'ground-truth' })).toEqual({ functionName: '', reachable: [] });
  });
});
