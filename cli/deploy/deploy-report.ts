import { release } from 'node:os';
import { CloudFormationClient, paginateDescribeStackEvents } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Preflight, preflight } from './preflight.ts';
import { findStack, prefixOf } from './stack.ts';

/** Enough for a deploy of all resources, and what failed before it. */
const EVENTS = 500;
const LOG_LINES = 200;

/** What a stage in an account looks like from outside, for somebody who cannot see it. */
export interface DeployReport {
  labelloop: string;
  node: string;
  system: string;
  at: string;
  stage: string;
  region: string;
  preflight: Preflight['findings'] | string;
  stack: { status: string; reason?: string; outputs: Record<string, string> } | string;
  /** Newest first. */
  events: Array<{ at: string; resource: string; type: string; status: string; reason?: string }> | string;
  /** The last lines of the image's build. */
  build: string[] | string;
  /** As `labelloop status --json` shows them. */
  projects: unknown;
}

/** What could not be asked says so in its place: a report of something broken must not break. */
async function orWhyNot<Value>(ask: () => Promise<Value>): Promise<Value | string> {
  try {
    return await ask();
  } catch (error) {
    return `not known: ${(error as Error).name}: ${(error as Error).message}`;
  }
}

/**
 * Gathers what a first user can send back; changes nothing.
 * @param version of labelloop @param readProjects gives what `labelloop status` shows
 */
export async function deployReport(
  { stage, region, version }: { stage: string; region: string; version: string },
  readProjects: () => Promise<unknown>,
  now: Date,
): Promise<DeployReport> {
  const node = process.versions.node;
  return {
    ...{ labelloop: version, node, system: `${process.platform} ${process.arch} ${release()}` },
    ...{ at: now.toISOString(), stage, region },
    preflight: await orWhyNot(async () => (await preflight(stage, region, node)).findings),
    stack: await orWhyNot(async () => {
      const stack = await findStack(stage);
      if (!stack) return 'there is none';
      const outputs = stack.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]) ?? [];
      return {
        status: stack.StackStatus!,
        ...(stack.StackStatusReason && { reason: stack.StackStatusReason }),
        outputs: Object.fromEntries(outputs) as Record<string, string>,
      };
    }),
    events: await orWhyNot(() => stackEvents(stage)),
    build: await orWhyNot(() => buildLog(stage)),
    projects: await orWhyNot(readProjects),
  };
}

async function stackEvents(stage: string) {
  const client = new CloudFormationClient();
  try {
    const events = [];
    for await (const page of paginateDescribeStackEvents({ client }, { StackName: prefixOf(stage) })) {
      for (const one of page.StackEvents ?? [])
        events.push({
          at: one.Timestamp!.toISOString(),
          resource: one.LogicalResourceId!,
          type: one.ResourceType!,
          status: one.ResourceStatus!,
          ...(one.ResourceStatusReason && { reason: one.ResourceStatusReason }),
        });
      if (events.length >= EVENTS) break;
    }
    return events.slice(0, EVENTS);
  } finally {
    client.destroy();
  }
}

async function buildLog(stage: string): Promise<string[]> {
  const client = new CloudWatchLogsClient();
  try {
    const logGroupName = `/aws/codebuild/${prefixOf(stage)}-detector`;
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
    return events.slice(-LOG_LINES).map(({ message = '' }) => message.trimEnd());
  } finally {
    client.destroy();
  }
}

/**
 * The report's text without what says whose account it is: account numbers, names of people and roles, the ids of
 * APIs, addresses.
 */
export const withoutIdentity = (report: DeployReport): string =>
  JSON.stringify(report, null, 2)
    .replace(/\b\d{12}\b/g, '000000000000')
    .replace(/(arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:user|role|assumed-role))\/[^",\s]+/g, '$1/…')
    .replace(/\b[a-z0-9]{10}(\.execute-api\.)/g, '…$1')
    .replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, '…@…');
