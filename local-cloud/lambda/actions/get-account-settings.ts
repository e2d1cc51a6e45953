import {
  GetAccountSettings$,
  type GetAccountSettingsRequest,
  type GetAccountSettingsResponse,
} from '@aws-sdk/client-lambda';
import { defineAction } from '../action.ts';

/** AWS's limits of an account that asked for nothing special; the laptop runs as many at once as it has CPUs for. */
const CONCURRENT_EXECUTIONS = 1000;

export const getAccountSettings = defineAction<GetAccountSettingsRequest, GetAccountSettingsResponse>({
  schema: GetAccountSettings$,
  access: () => [{ action: 'lambda:GetAccountSettings', resource: '*' }],
  handle: (_, { functions }) => ({
    output: {
      AccountLimit: {
        ConcurrentExecutions: CONCURRENT_EXECUTIONS,
        UnreservedConcurrentExecutions: CONCURRENT_EXECUTIONS,
      },
      AccountUsage: { FunctionCount: functions.size },
    },
  }),
});
