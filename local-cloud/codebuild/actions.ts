import type { ApiAction } from '../wire/api-action.ts';
import type { CodeBuildContext } from './action.ts';
import { batchGetBuilds } from './actions/batch-get-builds.ts';
import { startBuild } from './actions/start-build.ts';

/** CodeBuild as far as `labelloop deploy` asks it; docs/feature-support.md lists it. */
export const CODEBUILD_ACTIONS: ReadonlyArray<ApiAction<object, unknown, CodeBuildContext>> = [
  batchGetBuilds,
  startBuild,
];
