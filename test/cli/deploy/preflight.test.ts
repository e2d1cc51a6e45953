import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { preflight } from '../../../cli/deploy/preflight.ts';

const sts = mockClient(STSClient);
const cloudFormation = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const lambda = mockClient(LambdaClient);
const quotas = mockClient(ServiceQuotasClient);
const all = [sts, cloudFormation, s3, lambda, quotas];

const refusal = (name: string, message: string, httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const quota = (QuotaName: string, Value: number) => ({ QuotaName, Value });

beforeEach(() => {
  for (const client of all) client.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ada' });
  cloudFormation.on(DescribeStacksCommand).rejects(refusal('ValidationError', 'Stack with id x does not exist'));
  s3.on(HeadBucketCommand).rejects(refusal('NotFound', 'none', 404));
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 1000 } });
  quotas.on(ListServiceQuotasCommand).resolves({
    Quotas: [
      quota('ml.c5.2xlarge for training job usage', 1),
      quota('ml.m5.xlarge for transform job usage', 4),
      quota('Maximum number of concurrent invocations across all serverless endpoints', 10),
    ],
  });
});
afterEach(() => {
  for (const client of all) client.reset();
});

const look = async (region = 'us-east-1') => {
  const { findings } = await preflight('dev', region, '24.1.0');
  return findings.filter(({ verdict }) => verdict !== 'ok');
};

it('finds nothing to say against an account that has what the defaults need', async () => {
  expect(await look()).toEqual([]);
  expect(s3.commandCalls(HeadBucketCommand)[0]!.args[0].input.Bucket).toBe('labelloop-dev-123456789012');
});

it('asks for the bucket of the region', async () => {
  await look('eu-west-1');
  expect(s3.commandCalls(HeadBucketCommand)[0]!.args[0].input.Bucket).toBe('labelloop-dev-123456789012-eu-west-1');
});

it('stops at what CloudFormation would refuse, each with what to do', async () => {
  expect(await look('us-iso-east-1')).toMatchObject([{ what: 'region', verdict: 'stop', todo: expect.any(String) }]);
  s3.on(HeadBucketCommand).rejects(refusal('Forbidden', 'no', 403));
  expect(await look()).toMatchObject([{ what: 'bucket', verdict: 'stop', said: expect.stringContaining('may not') }]);
});

it('lets a new stack take over a bucket that was kept, and says when one stands without it', async () => {
  s3.on(HeadBucketCommand).resolves({});
  expect(await preflight('dev', 'us-east-1', '24.1.0')).toMatchObject({
    isThere: false,
    keptBucket: 'labelloop-dev-123456789012',
  });
  const half = {
    StackName: 'labelloop-dev',
    CreationTime: new Date(0),
    StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
  } as const;
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [half] });
  expect(await look()).toMatchObject([
    { what: 'bucket', verdict: 'stop', todo: expect.stringContaining('labelloop destroy --stage dev --yes') },
  ]);
});

it('warns of partitions where nothing was ever tried', async () => {
  const [found] = await look('us-gov-west-1');
  expect(found).toMatchObject({ what: 'region', verdict: 'warn', said: expect.stringContaining('aws-us-gov') });
});

it.each([
  ['ROLLBACK_FAILED', 'stop'],
  ['ROLLBACK_COMPLETE', undefined],
  ['UPDATE_IN_PROGRESS', undefined],
  ['UPDATE_ROLLBACK_FAILED', 'stop'],
  ['UPDATE_COMPLETE', undefined],
  ['UPDATE_ROLLBACK_COMPLETE', undefined],
])('a stack that is %s: %s', async (StackStatus, verdict) => {
  const stack = {
    StackName: 'labelloop-dev',
    CreationTime: new Date(0),
    StackStatus: StackStatus as 'UPDATE_COMPLETE',
  };
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stack] });
  expect((await look())[0]?.verdict).toBe(verdict);
});

it('warns of what the first training or many images at once would meet', async () => {
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 10 } });
  quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [quota('ml.c5.2xlarge for training job usage', 0)] });
  expect(await look()).toMatchObject([
    { what: 'Lambda concurrency', verdict: 'warn', said: '10 in this account' },
    { what: 'quota "ml.c5.2xlarge for training job usage"', verdict: 'warn', said: '0' },
    { verdict: 'warn', said: expect.stringContaining('does not list') },
    { verdict: 'warn', said: expect.stringContaining('does not list') },
  ]);
});

it('sets executions aside for what the internet reaches only where enough are left for the pipeline', async () => {
  const reserved = async (unreserved: number) => {
    lambda.on(GetAccountSettingsCommand).resolves({
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: unreserved },
    });
    return (await preflight('dev', 'us-east-1', '24.1.0')).portalConcurrency;
  };
  expect(await reserved(1000)).toBe(50);
  expect(await reserved(200)).toBeUndefined();
});

it('says what to do where nobody is signed in', async () => {
  sts.on(GetCallerIdentityCommand).rejects(refusal('CredentialsProviderError', 'Could not load credentials'));
  await expect(look()).rejects.toMatchObject({
    name: 'CommandError',
    details: { todo: expect.stringContaining('--profile') },
  });
});
