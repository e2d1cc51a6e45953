import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../action.ts';
import { executionSummary } from '../execution/execution-summary.ts';
import { redriveObstacle } from '../execution/redrive-obstacle.ts';
import { findExecution } from '../service-context.ts';

export const describeExecution: Action<DescribeExecutionInput, DescribeExecutionOutput> = (
  context,
  request,
  caller,
) => {
  const execution = findExecution(context, request.executionArn ?? '');
  context.accessLog.record({
    principal: caller.principal,
    action: 'states:DescribeExecution',
    resource: execution.arn,
  });
  const obstacle = redriveObstacle(execution, context.clock.now());
  return {
    ...executionSummary(execution),
    input: JSON.stringify(execution.input),
    inputDetails: { included: true },
    ...(execution.output !== undefined && {
      output: JSON.stringify(execution.output),
      outputDetails: { included: true },
    }),
    error: execution.error,
    cause: execution.cause,
    redriveStatus: obstacle ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    redriveStatusReason: obstacle,
  };
};
