import { bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import { LOGS_ACTIONS } from './actions.ts';
import { LogStreams } from './log-streams.ts';

/** CloudWatch Logs as far as it reads what SageMaker's jobs and endpoints print. */
export const logsService = (dataDir: string, accessLog: AccessLog): WireService =>
  jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'Logs_20140328',
    actions: bindActions(LOGS_ACTIONS, { streams: new LogStreams(dataDir) }, accessLog),
  });
