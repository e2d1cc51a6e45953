import { StartBuild$, type StartBuildInput, type StartBuildOutput } from '@aws-sdk/client-codebuild';
import { isStructure, type Structure } from '../../template/cloudformation-yaml.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { zipNames } from '../../zip-archive.ts';
import { buildProjectArn, type CodeBuildContext, defineAction } from '../action.ts';
import { buildDocument } from '../build-document.ts';
import type { StoredBuild } from '../builds.ts';

/** `--file PATH`, or a variable of the build. */
const DOCKERFILE = /--file "?([^\s"]+)"?/;

function variablesOf({ Environment }: Structure): Record<string, string> {
  const { EnvironmentVariables = [] } = isStructure(Environment) ? Environment : {};
  return Object.fromEntries((EnvironmentVariables as Structure[]).map(({ Name, Value }) => [Name, String(Value)]));
}

/**
 * No Docker is here. The source is fetched and looked at as a build would begin: what the archive holds, and that the
 * Dockerfile of the build specification is in it. Then the registry has the tag; the laptop runs the programs of
 * this clone for it.
 */
async function lookAtSource(
  { readObject }: CodeBuildContext,
  location: string,
  buildSpec: string,
  variables: Record<string, string>,
): Promise<string> {
  const [, bucket = '', key = ''] = /^([^/]+)\/(.+)$/.exec(location) ?? [];
  const names = zipNames(await readObject(bucket, key));
  const dockerfile = DOCKERFILE.exec(buildSpec)?.[1]?.replace(/^\$(\w+)$/, (_, name: string) => variables[name] ?? '');
  if (dockerfile !== undefined && !names.includes(dockerfile)) throw new Error(`${location} has no ${dockerfile}`);
  return `${names.length} files of s3://${location}`;
}

export const startBuild = defineAction<StartBuildInput, StartBuildOutput>({
  schema: StartBuild$,
  access: ({ projectName = '' }) => [{ action: 'codebuild:StartBuild', resource: buildProjectArn(projectName) }],
  async handle({ projectName = '', sourceLocationOverride, environmentVariablesOverride = [] }, context) {
    const project = context.findProject(projectName);
    if (!project)
      throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${buildProjectArn(projectName)}`);
    const { Location, BuildSpec } = project.Source as { Location: string; BuildSpec: string };
    const overrides = environmentVariablesOverride.map(({ name, value }) => [name!, value!]);
    const variables = { ...variablesOf(project), ...Object.fromEntries(overrides) };
    const { REPOSITORY = '', TAG = '' } = variables;
    const id = context.builds.newId(projectName);
    const startedAt = context.now();
    let status: StoredBuild['status'] = 'SUCCEEDED';
    try {
      if (context.builds.tags(REPOSITORY).includes(TAG)) throw new Error(`the tag ${TAG} exists and is immutable`);
      const source = await lookAtSource(context, sourceLocationOverride ?? Location, BuildSpec, variables);
      context.builds.print(id, `read ${source}`);
      context.builds.print(id, `no Docker on the laptop: ${REPOSITORY}:${TAG} stands for the programs of this clone`);
    } catch (error) {
      status = 'FAILED';
      context.builds.print(id, (error as Error).message);
    }
    const places = { repository: REPOSITORY, tag: TAG, startedAt, endedAt: context.now() };
    context.builds.add({ id, project: projectName, status, ...places });
    const { endTime, ...begun } = buildDocument(context.builds.find(id)!);
    return { build: { ...begun, buildStatus: 'IN_PROGRESS', buildComplete: false, currentPhase: 'SUBMITTED' } };
  },
});
