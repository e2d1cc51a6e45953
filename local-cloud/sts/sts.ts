import { bindActions } from '../wire/api-action.ts';
import { queryService } from '../wire/query-protocol.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import { STS_ACTIONS } from './actions.ts';

/** The laptop's STS. */
export const stsService = (accessLog: AccessLog): WireService =>
  queryService({
    name: 'sts',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions: bindActions(STS_ACTIONS, undefined, accessLog),
  });
