import type { ApiAction } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import { ACCOUNT_ID, REGION } from '../wire/service.ts';
import type { LogStreams } from './log-streams.ts';

/** What CloudWatch Logs' actions work on. */
export interface LogsContext {
  streams: LogStreams;
}

/** One action of CloudWatch Logs, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, LogsContext>,
): ApiAction<object, unknown, LogsContext> => action;

export const groupArn = (group: string) => `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${group}`;

/** @throws AwsError ResourceNotFoundException */
export function refuseMissingLog(kind: 'group' | 'stream'): never {
  throw new AwsError('ResourceNotFoundException', `The specified log ${kind} does not exist.`);
}
