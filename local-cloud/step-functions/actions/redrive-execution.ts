import type { RedriveExecutionInput, RedriveExecutionOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../wire/aws-error.ts';
import type { Action } from '../action.ts';
import { redriveObstacle } from '../execution/redrive-obstacle.ts';
import { reopenExecution } from '../execution/reopen-execution.ts';
import { findExecution } from '../service-context.ts';

export const redriveExecution: Action<RedriveExecutionInput, RedriveExecutionOutput> = (context, request, caller) => {
  const { store, clock, interpreter } = context;
  const execution = findExecution(context, request.executionArn ?? '');
  context.accessLog.record({ principal: caller.principal, action: 'states:RedriveExecution', resource: execution.arn });
  const now = clock.now();
  const obstacle = redriveObstacle(execution, now);
  if (obstacle) throw new AwsError('ExecutionNotRedrivable', `${obstacle}: '${execution.arn}'`);
  store.transaction(() => reopenExecution(store, execution, now));
  context.announce();
  interpreter.take(execution.arn);
  return { redriveDate: new Date(now) };
};
