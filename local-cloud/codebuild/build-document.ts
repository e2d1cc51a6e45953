import type { Build } from '@aws-sdk/client-codebuild';
import { buildArn } from './action.ts';
import type { StoredBuild } from './builds.ts';

/** A build in CodeBuild's words. */
export function buildDocument({ id, project, status, startedAt, endedAt }: StoredBuild): Build {
  return {
    id,
    arn: buildArn(id),
    projectName: project,
    buildStatus: status,
    buildComplete: true,
    currentPhase: 'COMPLETED',
    startTime: new Date(startedAt),
    endTime: new Date(endedAt),
    logs: { groupName: `/aws/codebuild/${project}`, streamName: id.split(':')[1]! },
  };
}
