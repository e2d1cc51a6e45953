import { DeleteLogGroup$, type DeleteLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs';
import { defineAction, groupArn, refuseMissingLog } from '../action.ts';

export const deleteLogGroup = defineAction<DeleteLogGroupRequest, Record<string, never>>({
  schema: DeleteLogGroup$,
  access: ({ logGroupName = '' }) => [{ action: 'logs:DeleteLogGroup', resource: groupArn(logGroupName) }],
  handle({ logGroupName = '' }, { streams }) {
    for (const stream of streams.list(logGroupName) ?? refuseMissingLog('group')) streams.remove(stream);
    return {};
  },
});
