import { ListExecutions$, type ListExecutionsInput, type ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { defineAction } from '../action.ts';
import { executionSummary } from '../execution/execution-summary.ts';
import type { ExecutionStatus } from '../execution/records.ts';
import { itemsPerPage, pageToken, readPageToken } from '../page-token.ts';
import { requireStateMachine } from '../service-context.ts';

/** Newest first. */
export const listExecutions = defineAction<ListExecutionsInput, ListExecutionsOutput>({
  schema: ListExecutions$,
  access: ({ stateMachineArn }) => [{ action: 'states:ListExecutions', resource: stateMachineArn ?? '' }],
  handle(request, context) {
    const machine = requireStateMachine(context, request.stateMachineArn ?? '');
    const limit = itemsPerPage(request.maxResults);
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
  },
});
