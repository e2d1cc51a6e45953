import { bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import { SERVICE_QUOTAS_ACTIONS } from './actions.ts';

/** The laptop's Service Quotas. */
export const serviceQuotasService = (accessLog: AccessLog): WireService =>
  jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'ServiceQuotasV20190624',
    actions: bindActions(SERVICE_QUOTAS_ACTIONS, undefined, accessLog),
  });
