import { CommandError } from '../command.ts';

/** Which AWS account and region a command means: as the AWS CLI is told. */
export interface AwsPlace {
  region?: string | undefined;
  profile?: string | undefined;
}

/**
 * Lets this process's AWS clients, and the processes that it starts, use the place; to be called before the first of
 * them is used.
 */
export function useAwsPlace({ region, profile }: AwsPlace): void {
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  if (region !== undefined) {
    process.env.AWS_REGION = region;
    process.env.AWS_DEFAULT_REGION = region;
  }
}

const REMEDIES: Array<[pattern: RegExp, todo: string]> = [
  [
    /CredentialsProviderError|Could not load credentials/,
    'sign in as for the AWS CLI (`aws configure`, `aws sso login`), or name a profile with --profile',
  ],
  [/ExpiredToken|token.*expired/i, 'the session has ended: sign in again (`aws sso login`)'],
  [/InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch/, 'these keys are not valid: look at --profile'],
  [/Region is missing/, 'name the region with --region, or set AWS_REGION'],
  [/AccessDenied|not authorized/i, 'let an administrator grant what docs/aws.md lists for the deployer'],
];

/** AWS's refusal in words that say what to do; other errors as they are. */
export function explainAws(error: unknown, what: string): Error {
  const { name, message } = error as Error;
  const remedy = REMEDIES.find(([pattern]) => pattern.test(`${name} ${message}`));
  return remedy && !(error instanceof CommandError)
    ? new CommandError(what, { why: `${name}: ${message}`, todo: remedy[1] })
    : (error as Error);
}
