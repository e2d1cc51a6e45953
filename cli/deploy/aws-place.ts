import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../command.ts';

/** Which AWS account and region a command means: as the AWS CLI is told. */
export interface AwsPlace {
  region?: string | undefined;
  profile?: string | undefined;
}

const FIRST_REGION = 'us-east-1';

/** What would come before a profile in the SDK's order of looking for credentials. */
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/**
 * Lets this process's AWS clients, and the processes that it starts, use the place; to be called before the first of
 * them is used. A profile that is named goes before credentials in the environment, as with the AWS CLI.
 * @throws CommandError for a profile that the AWS CLI's files do not have
 */
export function useAwsPlace({ region, profile }: AwsPlace): void {
  if (profile !== undefined) {
    requireProfile(profile);
    process.env.AWS_PROFILE = profile;
    for (const name of CREDENTIALS) delete process.env[name];
  }
  if (region !== undefined) {
    process.env.AWS_REGION = region;
    process.env.AWS_DEFAULT_REGION = region;
  }
}

/**
 * Lets this process use the place as `useAwsPlace` does, with a region in any case.
 * @returns the region that was named, the AWS CLI's own, or the first one
 */
export async function useAwsRegion({ region, profile }: AwsPlace): Promise<string> {
  useAwsPlace({ region, profile });
  if (region !== undefined) return region;
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient();
  const found = await client.config.region().catch(() => FIRST_REGION);
  client.destroy();
  useAwsPlace({ region: found });
  return found;
}

function requireProfile(profile: string): void {
  const files = [
    process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'),
    process.env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
  ];
  const sections = files.flatMap((file) => sectionsOf(file));
  if (sections.includes(profile)) return;
  const others = [...new Set(sections)];
  throw new CommandError(`there is no profile ${profile}`, {
    where: files.join(', '),
    todo: others.length
      ? `name one of ${others.join(', ')}, or make it: aws configure --profile ${profile}`
      : `make it: aws configure --profile ${profile}`,
  });
}

/** Names of an AWS CLI file's profiles: `[name]` in one, `[profile name]` in the other. */
function sectionsOf(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').matchAll(/^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/gm);
    return [...lines].map(([, name]) => name!).filter((name) => !/^(sso-session|services)\s/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const REMEDIES: Array<[pattern: RegExp, todo: string]> = [
  [
    /CredentialsProviderError|Could not load credentials/,
    'sign in as for the AWS CLI (`aws configure`, `aws sso login`), or name a profile with --profile',
  ],
  [/ExpiredToken|token.*expired/i, 'the session has ended: sign in again (`aws sso login`)'],
  [/InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch/, 'these keys are not valid: look at --profile'],
  [/Region is missing|the region '[^']*' is wrong/, 'name the region with --region, or set AWS_REGION'],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/,
    'AWS was not reached: is there such a region (--region), and do network and proxy let this machine out?',
  ],
  [/AccessDenied|not authorized/i, 'let an administrator grant what docs/aws.md lists for the deployer'],
];

/** What a person can do about AWS's refusal, or about not reaching AWS; undefined for any other error. */
export function awsRemedy({ name, message }: Error): string | undefined {
  return REMEDIES.find(([pattern]) => pattern.test(`${name} ${message}`))?.[1];
}

/** AWS's refusal in words that say what to do; other errors as they are. */
export function explainAws(error: unknown, what: string): Error {
  const remedy = awsRemedy(error as Error);
  if (remedy === undefined || error instanceof CommandError) return error as Error;
  const { name, message } = error as Error;
  return new CommandError(what, { why: name === 'Error' ? message : `${name}: ${message}`, todo: remedy });
}
