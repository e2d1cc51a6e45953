import { DeleteLogStream$, type DeleteLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs';
import { defineAction, groupArn, refuseMissingLog } from '../action.ts';

export const deleteLogStream = defineAction<DeleteLogStreamRequest, Record<string, never>>({
  schema: DeleteLogStream$,
  access: ({ logGroupName = '', logStreamName = '' }) => [
    { action: 'logs:DeleteLogStream', resource: `${groupArn(logGroupName)}:log-stream:${logStreamName}` },
  ],
  handle({ logGroupName = '', logStreamName = '' }, { streams }) {
    const found = (streams.list(logGroupName) ?? refuseMissingLog('group')).find(({ name }) => name === logStreamName);
    streams.remove(found ?? refuseMissingLog('stream'));
    return {};
  },
});
