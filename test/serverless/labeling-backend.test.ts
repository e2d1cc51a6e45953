import { describe, expect, it } from '@jest/globals';
import { readStack } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

const backendOf = (options: Record<string, string>) => {
  const stack = readStack(root, options);
  const { Variables } = stack.StartLabelingJobLambdaFunction!.Properties.Environment as {
    Variables: Record<string, unknown>;
  };
  return {
    functionName: Variables.LABELING_FUNCTION_NAME,
    reachable: ['LabelingUrl', 'LabelingSweepRule', 'LabelingEngineCallers'].filter((id) => id in stack),
  };
};

describe('the parameter `labeling`', () => {
  it('gives the port functions our engine with its URL, schedule and grant, or Ground Truth and none of these', () => {
    expect(backendOf({})).toEqual(backendOf({ labeling: 'engine' }));
    expect(backendOf({ labeling: 'engine' })).toEqual({
      functionName: 'labelloop-dev-labeling-api',
      reachable: ['LabelingUrl', 'LabelingSweepRule', 'LabelingEngineCallers'],
    });
    expect(backendOf({ labeling: 'ground-truth' })).toEqual({ functionName: '', reachable: [] });
  });
});
