import { bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import type { EcrContext } from './action.ts';
import { ECR_ACTIONS } from './actions.ts';

/** The laptop's registry: repositories of stacks, with the tags that builds left. Nothing can be pushed or pulled. */
export const ecrService = (context: EcrContext, accessLog: AccessLog): WireService =>
  jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'AmazonEC2ContainerRegistry_V20150921',
    actions: bindActions(ECR_ACTIONS, context, accessLog),
  });
