import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
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

/** An image to be built: of what, by which project of CodeBuild. */
export interface ImageBuild {
  bucket: string;
  /** Name of the CodeBuild project. */
  project: string;
  /** Registry, repository and tag. */
  image: string;
  /** Where the sources go in the bucket. */
  sourceKey: string;
  /** What people call it, as `the detector's image`. */
  title: string;
  /** What is different from the project's own build: sources and variables. */
  overrides?: Omit<StartBuildCommandInput, 'projectName'>;
}

/**
 * Builds an image in the account, unless it is there: uploads what it is made of, starts CodeBuild and follows its log.
 * Safe to stop and to run again: the upload is content-addressed, and a second build of a tag that exists ends without
 * harm.
 * @param tell gets each line of the build's log
 * @returns whether something was built
 * @throws CommandError when the build fails, with the end of its log
 */
export async function buildImage(
  { bucket, project, image, sourceKey, title, overrides }: ImageBuild,
  sources: readonly SourceFile[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  if (await isThere(image)) return false;
  if (!(await findSize(bucket, sourceKey))) {
    const archive = zip(sources);
    tell(`uploading ${sources.length} files, ${Math.ceil(archive.length / 1000)} KB, to s3://${bucket}/${sourceKey}`);
    await writeObject(bucket, sourceKey, archive, 'application/zip');
  }
  const codeBuild = new CodeBuildClient();
  const logs = new CloudWatchLogsClient();
  const lines: string[] = [];
  try {
    const { build } = await codeBuild.send(new StartBuildCommand({ projectName: project, ...overrides }));
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
        throw new CommandError(`the build of ${title} ended ${now.buildStatus}`, {
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

/** The detector's image, by the project's own build. Returns whether something was built. */
export const buildDetectorImage = (
  { bucket, detectorBuild, detectorImage }: StageOutputs,
  sources: readonly SourceFile[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> => {
  const sourceKey = `algorithms/detector-${detectorImage.split(':').at(-1)}.zip`;
  const build = { bucket, project: detectorBuild, image: detectorImage, sourceKey, title: "the detector's image" };
  return buildImage(build, sources, tell, signal);
};

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
