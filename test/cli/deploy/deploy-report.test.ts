import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { deployReport, withoutIdentity } from '../../../cli/deploy/deploy-report.ts';

const names = { StackId: 'arn:stack', EventId: '1', StackName: 'labelloop-dev', Timestamp: new Date(0) };

it('tells what somebody must know who cannot see the account, and not whose it is; what is broken says so', async () => {
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ada.lovelace' });
  mockClient(LambdaClient)
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { ConcurrentExecutions: 1000 } });
  mockClient(ServiceQuotasClient).on(ListServiceQuotasCommand).resolves({ Quotas: [] });
  mockClient(S3Client).on(HeadBucketCommand).resolves({});
  mockClient(CloudWatchLogsClient).on(FilterLogEventsCommand).rejects(new Error('no such group'));
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand)
    .resolves({
      Stacks: [
        {
          ...{ StackName: 'labelloop-dev', CreationTime: new Date(0), StackStatus: 'UPDATE_ROLLBACK_COMPLETE' },
          Outputs: [{ OutputKey: 'Portal', OutputValue: 'https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com' }],
        },
      ],
    })
    .on(DescribeStackEventsCommand)
    .resolves({
      StackEvents: [
        {
          ...names,
          ...{ LogicalResourceId: 'Alarms', ResourceType: 'AWS::SNS::Topic', ResourceStatus: 'CREATE_FAILED' },
          ResourceStatusReason: 'ops@example.com of 123456789012 is refused',
        },
      ],
    });
  const place = { stage: 'dev', region: 'us-east-1', version: '0.2.0' };
  const report = await deployReport(place, async () => [{ project: 'birds' }], new Date(0));
  expect(report).toMatchObject({
    ...{ labelloop: '0.2.0', at: '1970-01-01T00:00:00.000Z' },
    stack: { status: 'UPDATE_ROLLBACK_COMPLETE' },
    events: [{ resource: 'Alarms', status: 'CREATE_FAILED' }],
    build: expect.stringContaining('no such group'),
    projects: [{ project: 'birds' }],
  });
  const text = withoutIdentity(report);
  expect(text).not.toMatch(/123456789012|ada|a1b2c3d4e5|ops@/);
  expect(JSON.parse(text).events[0].reason).toBe('…@… of 000000000000 is refused');
});
