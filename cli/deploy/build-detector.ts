import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, type Build, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { BatchGetImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { findSize, writeObject } from '../../shared/aws/s3.ts';
import { CommandError } from '../command.ts';
import { type SourceFile, zip } from './detector-sources.ts';
import type { StageOutputs } from './stack.ts';

const POLL_MS = 5_000;

/**
 * Whether the registry holds the image; tags cannot be overwritten, so what is there is what was built of the same
 * sources.
 */
async function isThere(image: string): Promise<boolean> {
  const [, repositoryName = '', imageTag = ''] = /^[^/]+\/(.+):([^:]+)$/.exec(image) ?? [];
  const client = new ECRClient();
  try {
    const { images } = await client.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag }] }));
    return (images ?? []).length > 0;
  } finally {
    client.destroy();
  }
}

/**
 * Builds the detector's image in the account, unless it is there: uploads what it is made of, starts CodeBuild and
 * follows its log. Safe to stop and to run again: the upload is content-addressed, and a second build of a tag that
 * exists ends without harm.
 * @param tell gets each line of the build's log
 * @returns whether something was built
 * @throws CommandError when the build fails, with the end of its log
 */
export async function buildDetectorImage(
  { bucket, detectorBuild, detectorImage }: StageOutputs,
  sources: readonly SourceFile[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  if (await isThere(detectorImage)) return false;
  const key = `algorithms/detector-${detectorImage.split(':').at(-1)}.zip`;
  if (!(await findSize(bucket, key))) {
    const archive = zip(sources);
    tell(`uploading ${sources.length} files, ${Math.ceil(archive.length / 1000)} KB, to s3://${bucket}/${key}`);
    await writeObject(bucket, key, archive, 'application/zip');
  }
  const codeBuild = new CodeBuildClient();
  const logs = new CloudWatchLogsClient();
  const lines: string[] = [];
  try {
    const { build } = await codeBuild.send(new StartBuildCommand({ projectName: detectorBuild }));
    const follow = logFollower(logs, (line) => {
      lines.push(line);
      tell(line);
    });
    for (;;) {
      const { builds } = await codeBuild.send(new BatchGetBuildsCommand({ ids: [build!.id!] }));
      const now = builds![0]!;
      await follow(now);
      if (now.buildStatus === 'SUCCEEDED') return true;
      if (now.buildStatus !== 'IN_PROGRESS')
        throw new CommandError(`the build of the detector's image ended ${now.buildStatus}`, {
          where: now.logs?.deepLink ?? build!.id!,
          ...(lines.length > 0 && { why: lines.slice(-5).join(' | ') }),
          todo: 'the same command tries again',
        });
      await pause(POLL_MS, undefined, { signal });
    }
  } finally {
    codeBuild.destroy();
    logs.destroy();
  }
}

function logFollower(logs: CloudWatchLogsClient, tell: (line: string) => void) {
  let nextToken: string | undefined;
  return async ({ logs: place }: Build) => {
    if (!place?.groupName || !place.streamName) return;
    for (;;) {
      const page = await logs
        .send(
          new GetLogEventsCommand({
            logGroupName: place.groupName,
            logStreamName: place.streamName,
            startFromHead: true,
            ...(nextToken !== undefined && { nextToken }),
          }),
        )
        .catch(() => undefined);
      for (const { message } of page?.events ?? []) if (message?.trim()) tell(message.trimEnd());
      if (!page?.nextForwardToken || page.nextForwardToken === nextToken) return;
      nextToken = page.nextForwardToken;
    }
  };
}
