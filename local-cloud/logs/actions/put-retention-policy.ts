import { PutRetentionPolicy$, type PutRetentionPolicyRequest } from '@aws-sdk/client-cloudwatch-logs';
import { defineAction, groupArn, refuseMissingLog } from '../action.ts';

/** Is taken and changes nothing: the laptop keeps no time for each line. */
export const putRetentionPolicy = defineAction<PutRetentionPolicyRequest, Record<string, never>>({
  schema: PutRetentionPolicy$,
  access: ({ logGroupName = '' }) => [{ action: 'logs:PutRetentionPolicy', resource: `${groupArn(logGroupName)}:*` }],
  handle({ logGroupName = '' }, { streams }) {
    if (!streams.list(logGroupName)) refuseMissingLog('group');
    return {};
  },
});
