import {
  DescribeLogGroups$,
  type DescribeLogGroupsRequest,
  type DescribeLogGroupsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { defineAction, groupArn } from '../action.ts';

export const describeLogGroups = defineAction<DescribeLogGroupsRequest, DescribeLogGroupsResponse>({
  schema: DescribeLogGroups$,
  access: () => [{ action: 'logs:DescribeLogGroups', resource: '*' }],
  handle: ({ logGroupNamePrefix = '' }, { streams }) => ({
    logGroups: streams.groups
      .filter((group) => group.startsWith(logGroupNamePrefix))
      .map((logGroupName) => ({ logGroupName, arn: `${groupArn(logGroupName)}:*` })),
  }),
});
