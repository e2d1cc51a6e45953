import type { ApiAction } from '../wire/api-action.ts';
import type { LogsContext } from './action.ts';
import { deleteLogGroup } from './actions/delete-log-group.ts';
import { deleteLogStream } from './actions/delete-log-stream.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { putRetentionPolicy } from './actions/put-retention-policy.ts';

/** Every action of CloudWatch Logs that the laptop cloud has; docs/feature-support/logs.md lists them. */
export const LOGS_ACTIONS: ReadonlyArray<ApiAction<object, unknown, LogsContext>> = [
  deleteLogGroup,
  deleteLogStream,
  describeLogGroups,
  describeLogStreams,
  filterLogEvents,
  getLogEvents,
  putRetentionPolicy,
];
