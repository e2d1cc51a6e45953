import { BatchGetBuilds$, type BatchGetBuildsInput, type BatchGetBuildsOutput } from '@aws-sdk/client-codebuild';
import { buildProjectArn, defineAction } from '../action.ts';
import { buildDocument } from '../build-document.ts';

/** IAM judges the projects, not the builds. */
export const batchGetBuilds = defineAction<BatchGetBuildsInput, BatchGetBuildsOutput>({
  schema: BatchGetBuilds$,
  access: ({ ids = [] }) =>
    ids.map((id) => ({ action: 'codebuild:BatchGetBuilds', resource: buildProjectArn(id.split(':')[0]!) })),
  handle({ ids = [] }, { builds }) {
    const found = ids.map((id) => builds.find(id));
    return {
      builds: found.filter((build) => build !== undefined).map(buildDocument),
      buildsNotFound: ids.filter((_, at) => found[at] === undefined),
    };
  },
});
