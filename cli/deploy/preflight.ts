import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListServiceQuotasCommand, type ServiceQuota, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { partitionOf } from '../../shared/domain/project/partition.ts';
import { type BucketStanding, bucketNameOf, bucketStanding } from './kept-bucket.ts';
import { isHollow, isMoving } from './settle-stack.ts';
import { findStack, prefixOf } from './stack.ts';
import { whoAmI } from './who-am-i.ts';

/** One thing that was looked at. `stop`: a deploy would fail; `warn`: it would work, something later would not. */
export interface PreflightFinding {
  what: string;
  verdict: 'ok' | 'warn' | 'stop';
  said: string;
  todo?: string;
}

export interface Preflight {
  findings: PreflightFinding[];
  account: string;
  /** Whether the stack stands already, so that a deploy is an update. */
  isThere: boolean;
  /** A bucket that an earlier stack left behind, which no stack has yet. */
  keptBucket: string | undefined;
  /**
   * Lambda executions that may be set aside for each function that the internet reaches; undefined: there is no room.
   */
  portalConcurrency: number | undefined;
  /** Copies of intake that may run at once. */
  intakeConcurrency: number;
}

/** Lambda keeps so many for functions without a reservation; new accounts have ten in all. */
const FEW_EXECUTIONS = 50;

/** Executions that are kept for each of the portal's two functions; at least as many again stay for all others. */
const PORTAL_EXECUTIONS = 50;

/**
 * The fewest that an event source mapping may have, and what intake of many images at once gets where there is room.
 */
const INTAKE_EXECUTIONS = { few: 2, many: 20 };

/** What a new project's defaults need of SageMaker: names as Service Quotas lists them. */
const QUOTAS = [
  'ml.c5.2xlarge for training job usage',
  'ml.m5.xlarge for transform job usage',
  'Maximum number of concurrent invocations across all serverless endpoints',
];

/**
 * Looks at all that would let a deploy, or the first training after it, fail; changes nothing.
 * @param nodeVersion e.g. `24.21.0`
 * @throws CommandError when AWS cannot be asked at all
 */
export async function preflight(stage: string, region: string, nodeVersion: string): Promise<Preflight> {
  const identity = await whoAmI();
  const account = identity.account;
  const bucket = bucketNameOf(stage, account, region);
  const stack = await findStack(stage);
  const isThere = stack !== undefined && !isHollow(stack.StackStatus!);
  const ownsBucket = isThere && stack.Outputs?.some(({ OutputKey }) => OutputKey === 'Bucket');
  const standing = ownsBucket ? undefined : await bucketStanding(bucket);
  const concurrency = await lookAtConcurrency();
  const findings: PreflightFinding[] = [
    Number(nodeVersion.split('.')[0]) >= 24
      ? { what: 'Node', verdict: 'ok', said: nodeVersion }
      : { what: 'Node', verdict: 'stop', said: `${nodeVersion} is too old`, todo: 'npm install brings Node 24' },
    { what: 'credentials', verdict: 'ok', said: `${identity.arn}, account ${account}` },
    regionFinding(region),
    stackFinding(stack?.StackStatus, stage),
    ...(standing ? [bucketFinding(bucket, standing, isThere ? stage : undefined)] : []),
    concurrency.finding,
    ...(await quotaFindings(region)),
  ];
  // What an earlier deploy has set aside is there again.
  const room = concurrency.unreserved + (stack ? 2 * PORTAL_EXECUTIONS : 0);
  const portalConcurrency = room >= 6 * PORTAL_EXECUTIONS ? PORTAL_EXECUTIONS : undefined;
  const intakeConcurrency = room >= FEW_EXECUTIONS ? INTAKE_EXECUTIONS.many : INTAKE_EXECUTIONS.few;
  const keptBucket = !isThere && standing === 'kept' ? bucket : undefined;
  return { findings, account, isThere, keptBucket, portalConcurrency, intakeConcurrency };
}

export function regionFinding(region: string): PreflightFinding {
  const what = 'region';
  if (/^(us-iso|eusc)/.test(region)) {
    const said = `${region} is of a partition that labelloop has no host names of`;
    return { what, verdict: 'stop', said, todo: 'take a region outside the isolated and the sovereign clouds' };
  }
  const { name } = partitionOf(region);
  if (name === 'aws') return { what, verdict: 'ok', said: region };
  const todo =
    name === 'aws-cn'
      ? 'it has no serverless endpoints: after `labelloop init`, `labelloop config PROJECT endpoint.mode=real-time`'
      : 'look whether SageMaker has serverless endpoints there; if not: `labelloop config PROJECT endpoint.mode=real-time`';
  return { what, verdict: 'warn', said: `${region} is of the partition ${name}, where nothing was ever tried`, todo };
}

export function stackFinding(status: string | undefined, stage: string): PreflightFinding {
  const what = 'stack';
  const name = prefixOf(stage);
  if (status === undefined) return { what, verdict: 'ok', said: `${name} is new` };
  if (isHollow(status)) return { what, verdict: 'ok', said: `${name} is ${status} and holds nothing: it goes first` };
  if (isMoving(status))
    return { what, verdict: 'ok', said: `${name} is ${status}: a deploy waits for its end, then goes on` };
  if (/^(ROLLBACK_|CREATE_|DELETE_)FAILED$/.test(status)) {
    const todo = `labelloop destroy --stage ${stage} --yes takes away what is left; its bucket stays if it has data`;
    return { what, verdict: 'stop', said: `${name} is ${status}`, todo };
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    const todo = `aws cloudformation continue-update-rollback --stack-name ${name}`;
    return { what, verdict: 'stop', said: `${name} is ${status}`, todo };
  }
  return { what, verdict: 'ok', said: `${name} is ${status}: it will be updated` };
}

/**
 * A bucket that an earlier stack left behind, or that is somebody else's.
 * @param stageWithout the stage of a stack that stands without it
 */
export function bucketFinding(
  bucket: string,
  standing: BucketStanding,
  stageWithout: string | undefined,
): PreflightFinding {
  const what = 'bucket';
  if (standing === 'free') return { what, verdict: 'ok', said: `${bucket} is free` };
  if (standing === 'kept' && stageWithout !== undefined) {
    const said = `${bucket} exists, and the stack that stands does not have it`;
    const todo = `labelloop destroy --stage ${stageWithout} --yes, then deploy again: a new stack takes the bucket over`;
    return { what, verdict: 'stop', said, todo };
  }
  if (standing === 'kept')
    return {
      what,
      verdict: 'ok',
      said: `${bucket} was kept from an earlier stack, with its data: the new stack takes it over`,
    };
  const said = `${bucket} exists, and these credentials may not see it`;
  return { what, verdict: 'stop', said, todo: 'take another --stage, or credentials that may' };
}

async function lookAtConcurrency(): Promise<{ finding: PreflightFinding; unreserved: number }> {
  const client = new LambdaClient();
  const what = 'Lambda concurrency';
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand());
    const most = AccountLimit?.ConcurrentExecutions ?? 0;
    const unreserved = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    if (most >= FEW_EXECUTIONS) return { finding: { what, verdict: 'ok', said: `${most}` }, unreserved };
    const todo = 'ask for more in Service Quotas ("Concurrent executions"): many images at once wait for each other';
    return { finding: { what, verdict: 'warn', said: `${most} in this account`, todo }, unreserved };
  } catch (error) {
    return { finding: notAsked(what, error), unreserved: 0 };
  } finally {
    client.destroy();
  }
}

async function quotaFindings(region: string): Promise<PreflightFinding[]> {
  const client = new ServiceQuotasClient();
  try {
    const quotas: ServiceQuota[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new ListServiceQuotasCommand({ ServiceCode: 'sagemaker', MaxResults: 100, ...(NextToken && { NextToken }) }),
      );
      quotas.push(...(page.Quotas ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return QUOTAS.map((name) => quotaFinding(name, quotas.find(({ QuotaName }) => QuotaName === name)?.Value, region));
  } catch (error) {
    return [notAsked('SageMaker quotas', error)];
  } finally {
    client.destroy();
  }
}

export function quotaFinding(name: string, value: number | undefined, region: string): PreflightFinding {
  const what = `quota "${name}"`;
  if (value === undefined)
    return { what, verdict: 'warn', said: 'Service Quotas does not list it', todo: 'look it up in the console' };
  if (value >= 1) return { what, verdict: 'ok', said: `${value}` };
  const todo = `ask for 1 or more: https://${region}.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas (often a day); or another instance type in project.json`;
  return { what, verdict: 'warn', said: '0', todo };
}

const notAsked = (what: string, error: unknown): PreflightFinding => ({
  what,
  verdict: 'warn',
  said: `could not be asked: ${(error as Error).message}`,
  todo: 'docs/aws.md lists what the deployer should be allowed to ask',
});
