import { RedriveExecution$, type RedriveExecutionInput, type RedriveExecutionOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction } from '../action.ts';
import { redriveObstacle } from '../execution/redrive-obstacle.ts';
import { reopenExecution } from '../execution/reopen-execution.ts';
import { requireExecution } from '../service-context.ts';

export const redriveExecution = defineAction<RedriveExecutionInput, RedriveExecutionOutput>({
  schema: RedriveExecution$,
  access: ({ executionArn }) => [{ action: 'states:RedriveExecution', resource: executionArn ?? '' }],
  handle(request, context) {
    const { store, clock, interpreter } = context;
    const execution = requireExecution(context, request.executionArn ?? '');
    const now = clock.now();
    const obstacle = redriveObstacle(execution, now);
    if (obstacle) throw new AwsError('ExecutionNotRedrivable', `${obstacle}: '${execution.arn}'`);
    store.transaction(() => reopenExecution(store, execution, now));
    context.announce();
    interpreter.take(execution.arn);
    return { redriveDate: new Date(now) };
  },
});
