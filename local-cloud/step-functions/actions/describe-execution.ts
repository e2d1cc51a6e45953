import { DescribeExecution$, type DescribeExecutionInput, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { defineAction } from '../action.ts';
import { executionSummary } from '../execution/execution-summary.ts';
import { redriveObstacle } from '../execution/redrive-obstacle.ts';
import { requireExecution } from '../service-context.ts';

export const describeExecution = defineAction<DescribeExecutionInput, DescribeExecutionOutput>({
  schema: DescribeExecution$,
  access: ({ executionArn }) => [{ action: 'states:DescribeExecution', resource: executionArn ?? '' }],
  handle(request, context) {
    const execution = requireExecution(context, request.executionArn ?? '');
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
  },
});
