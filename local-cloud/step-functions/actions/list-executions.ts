import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { type Action, pageSize } from '../action.ts';
import { executionSummary } from '../execution/execution-summary.ts';
import type { ExecutionStatus } from '../execution/records.ts';
import { pageToken, readPageToken } from '../page-token.ts';
import { findStateMachine } from '../service-context.ts';

/** Newest first. */
export const listExecutions: Action<ListExecutionsInput, ListExecutionsOutput> = (context, request, caller) => {
  const machine = findStateMachine(context, request.stateMachineArn ?? '');
  context.accessLog.record({ principal: caller.principal, action: 'states:ListExecutions', resource: machine.arn });
  const limit = pageSize(request.maxResults);
  const found = context.store.listExecutions({
    stateMachineArn: machine.arn,
    status: request.statusFilter as ExecutionStatus | undefined,
    redriven: request.redriveFilter === undefined ? undefined : request.redriveFilter === 'REDRIVEN',
    before: readPageToken(request.nextToken),
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  return {
    executions: page.map(({ execution }) => executionSummary(execution)),
    nextToken: found.length > limit ? pageToken(page.at(-1)!.number) : undefined,
  };
};
