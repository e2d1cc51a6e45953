import { bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import type { CodeBuildContext } from './action.ts';
import { CODEBUILD_ACTIONS } from './actions.ts';

/** The laptop's CodeBuild: it looks at what a build would be made of and builds nothing. */
export const codeBuildService = (context: CodeBuildContext, accessLog: AccessLog): WireService =>
  jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'CodeBuild_20161006',
    actions: bindActions(CODEBUILD_ACTIONS, context, accessLog),
  });
