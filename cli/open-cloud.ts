import type { LetterPlace } from '../local-cloud/dead-letters/open-dead-letters.ts';
import { useCloud } from './aws-variables.ts';
import { requireRunningCloud } from './require-running-cloud.ts';

/** Where labelloop runs, for commands that work with projects: on this machine, or a stage in an AWS account. */
export const placeOptions = {
  stage: { value: 'STAGE', help: 'what `labelloop deploy` put into your AWS account, instead of this machine' },
  region: { value: 'REGION', help: 'of the stage (default: as the AWS CLI finds it)' },
  profile: { value: 'NAME', help: "of the AWS CLI's configuration" },
} as const;

export interface Place {
  data: string;
  stage?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
}

export interface OpenCloud {
  bucket: string;
  stateMachineArn: string | undefined;
  /** Where workers go; undefined: Ground Truth's own portal. */
  portalUrl: string | undefined;
  /** Where it is, for people. */
  title: string;
  /** What points other AWS clients there. */
  variables: Record<string, string>;
  endpoint: string | undefined;
  consoleUrl: string | undefined;
  /** Where events lie that nobody took; undefined: the stack is older than the question. */
  letters: LetterPlace | undefined;
}

/**
 * Finds the cloud that is meant and lets this process's AWS clients use it.
 * @throws CommandError when it is not there
 */
export async function openCloud(place: Place): Promise<OpenCloud> {
  if (place.stage !== undefined) return openStage({ ...place, stage: place.stage });
  const { awsVariables } = await import('./aws-variables.ts');
  const cloud = await requireRunningCloud(place.data);
  useCloud(cloud);
  const { bucket, portalUrl, consoleUrl, endpoint } = cloud;
  return {
    ...{ bucket, portalUrl, consoleUrl, endpoint, stateMachineArn: undefined, letters: { dataDir: place.data } },
    title: `laptop cloud ${endpoint}   console ${consoleUrl}   portal ${portalUrl}`,
    variables: awsVariables(cloud),
  };
}

async function openStage({ stage, region, profile }: Place & { stage: string }): Promise<OpenCloud> {
  const [{ useAwsPlace }, { prefixOf, requireOutputs }] = await Promise.all([
    import('./deploy/aws-place.ts'),
    import('./deploy/stack.ts'),
  ]);
  useAwsPlace({ region, profile });
  const { bucket, stateMachineArn, portalUrl, labelingFunction, deadLettersUrl } = await requireOutputs(stage);
  // Jobs of our own engine are asked for through its function, as the stack's own functions do.
  process.env.LABELING_FUNCTION_NAME = labelingFunction ?? '';
  const where = stateMachineArn.split(':')[3]!;
  const address = [`--stage ${stage}`, region && `--region ${region}`, profile && `--profile ${profile}`];
  return {
    ...{ bucket, portalUrl, stateMachineArn, endpoint: undefined, consoleUrl: undefined },
    letters:
      deadLettersUrl === undefined
        ? undefined
        : { queueUrl: deadLettersUrl, ingestUpload: `${prefixOf(stage)}-ingest-upload` },
    title: `stage ${stage} in ${where}   console: labelloop console ${address.filter(Boolean).join(' ')}   portal ${portalUrl ?? "Ground Truth's"}`,
    variables: {
      AWS_REGION: where,
      AWS_DEFAULT_REGION: where,
      ...(profile !== undefined && { AWS_PROFILE: profile }),
      LABELLOOP_BUCKET: bucket,
    },
  };
}
