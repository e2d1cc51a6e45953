import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isAllowed, readStatements } from '../../local-cloud/access/policy.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

const statementsOf = (name: string) =>
  readStatements(JSON.parse(readFileSync(join(root, 'docs', name), 'utf8')) as Parameters<typeof readStatements>[0]);
/** What AWS's handler of a type of resource calls, by its schema. */
const permissions: Record<string, string[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'handler-permissions.json'), 'utf8'),
);
const deployer = statementsOf('aws-deployer-policy.json');
const withOptions = [...deployer, ...statementsOf('aws-deployer-options-policy.json')];

/** What AWS's handlers name for properties that no resource of ours has. */
const NEVER_NEEDED: Array<[pattern: RegExp, why: string]> = [
  [/^(ec2|elasticfilesystem|s3files):/, 'no function is in a network of its own'],
  [/^lambda:(GetLayerVersion|GetCodeSigningConfig|PassCapacityProvider)$/, 'no layers, signing, capacity providers'],
  [/^(s3tables|firehose):|^s3:REST/, 'no tables of metadata, no data protection'],
  [/^organizations:|^iam:CreateServiceLinkedRole$/, 'the trail is one account’s'],
  [/^iam:\w*(User|Group)Policy$|PermissionsBoundary$/, 'policies hang on roles'],
  [/^s3:getObject$/, 'no API is described by a file'],
];

/** Only a key of one's own needs these. */
const KMS = /^kms:/;

/** Actions for which IAM knows no resource. */
const WITHOUT_RESOURCE =
  /^(logs:(DescribeLogGroups|\w+LogDelivery|ListLogDeliveries|\w+ResourcePolic(y|ies))|lambda:CreateEventSourceMapping|kms:(CreateKey|ListAliases)|cloudtrail:DescribeTrails)$/i;

const stack = readStack(root, { alarmEmail: 'ops@example.com', dataKey: 'own', trail: 'yes' });
const logGroups = Object.values(stack)
  .filter(({ Type }) => Type === 'AWS::Logs::LogGroup')
  .map(({ Properties }) => `arn:aws:logs:us-east-1:000000000000:log-group:${Properties.LogGroupName}`);

/** What resources of our stack are called where they have such a type. */
const ARNS: Record<string, string[]> = {
  'AWS::ApiGatewayV2::Api': ['arn:aws:apigateway:us-east-1::/apis/a', 'arn:aws:apigateway:us-east-1::/tags/a'],
  'AWS::ApiGatewayV2::Integration': ['arn:aws:apigateway:us-east-1::/apis/a/integrations/i'],
  'AWS::ApiGatewayV2::Route': ['arn:aws:apigateway:us-east-1::/apis/a/routes/r'],
  'AWS::ApiGatewayV2::Stage': ['arn:aws:apigateway:us-east-1::/apis/a/stages/s'],
  'AWS::CloudTrail::Trail': ['arn:aws:cloudtrail:us-east-1:000000000000:trail/labelloop-dev-objects'],
  'AWS::CloudWatch::Alarm': ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:labelloop-dev-SpendAlarm-A1'],
  'AWS::CloudWatch::Dashboard': ['arn:aws:cloudwatch::000000000000:dashboard/labelloop-dev'],
  'AWS::CodeBuild::Project': ['arn:aws:codebuild:us-east-1:000000000000:project/labelloop-dev-detector'],
  'AWS::ECR::Repository': ['arn:aws:ecr:us-east-1:000000000000:repository/labelloop-dev-detector'],
  'AWS::Events::Rule': ['arn:aws:events:us-east-1:000000000000:rule/labelloop-dev-Rule-A1'],
  'AWS::IAM::Policy': ['arn:aws:iam::000000000000:role/labelloop-dev-IngestUploadRole-A1'],
  'AWS::IAM::Role': ['arn:aws:iam::000000000000:role/labelloop-dev-IngestUploadRole-A1'],
  'AWS::KMS::Alias': [
    'arn:aws:kms:us-east-1:000000000000:alias/labelloop-dev',
    'arn:aws:kms:us-east-1:000000000000:key/k',
  ],
  'AWS::KMS::Key': ['arn:aws:kms:us-east-1:000000000000:key/k'],
  'AWS::Lambda::EventSourceMapping': ['arn:aws:lambda:us-east-1:000000000000:event-source-mapping:1'],
  'AWS::Lambda::Function': ['arn:aws:lambda:us-east-1:000000000000:function:labelloop-dev-ingest-upload'],
  'AWS::Lambda::Permission': ['arn:aws:lambda:us-east-1:000000000000:function:labelloop-dev-ingest-upload'],
  'AWS::Logs::LogGroup': ['arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/labelloop-dev-a', ...logGroups],
  'AWS::S3::Bucket': ['arn:aws:s3:::labelloop-dev-000000000000', 'arn:aws:s3:::labelloop-dev-trailbucket-a1'],
  'AWS::S3::BucketPolicy': ['arn:aws:s3:::labelloop-dev-000000000000'],
  'AWS::SNS::Subscription': ['arn:aws:sns:us-east-1:000000000000:labelloop-dev-alarms'],
  'AWS::SNS::Topic': ['arn:aws:sns:us-east-1:000000000000:labelloop-dev-alarms'],
  'AWS::SNS::TopicPolicy': ['arn:aws:sns:us-east-1:000000000000:labelloop-dev-alarms'],
  'AWS::SQS::Queue': ['arn:aws:sqs:us-east-1:000000000000:labelloop-dev-uploads'],
  'AWS::SQS::QueuePolicy': ['arn:aws:sqs:us-east-1:000000000000:labelloop-dev-uploads'],
  'AWS::StepFunctions::StateMachine': ['arn:aws:states:us-east-1:000000000000:stateMachine:labelloop-dev-a'],
};

const ROLE = 'arn:aws:iam::000000000000:role/labelloop-dev-IngestUploadRole-A1';
const ARCHIVE = 'arn:aws:s3:::labelloop-dev-serverlessdeploymentbucket-a1/serverless/labelloop/dev/a.zip';

/** On what an action of a type's handler works: its own resource, or what belongs to it. */
function resourcesOf(type: string, action: string): string[] {
  if (WITHOUT_RESOURCE.test(action)) return ['*'];
  if (action.startsWith('iam:')) return [ROLE];
  if (/^s3:GetObject/.test(action)) return [ARCHIVE];
  return ARNS[type]!;
}

function refused(statements: typeof deployer, types: readonly string[], kms: boolean): string[] {
  return types.flatMap((type) =>
    permissions[type]!.filter((action) => !NEVER_NEEDED.some(([pattern]) => pattern.test(action)))
      .filter((action) => kms || !KMS.test(action))
      .flatMap((action) => resourcesOf(type, action).map((resource) => ({ action, resource })))
      .filter((access) => !isAllowed(statements, { ...access, principal: 'user' }))
      .map(({ action, resource }) => `${type}: ${action} on ${resource}`),
  );
}

const all = Object.keys(permissions);
const OPTIONAL = ['AWS::CloudTrail::Trail', 'AWS::KMS::Key', 'AWS::KMS::Alias'];

describe('what CloudFormation does in the deployer’s name', () => {
  it('is known for every type of resource of the template', () => {
    const types = new Set(Object.values(stack).map(({ Type }) => Type));
    expect([...types].filter((type) => !(type in permissions))).toEqual([]);
  });

  it('is all allowed by the published policy', () => {
    const usual = all.filter((type) => !OPTIONAL.includes(type));
    expect(refused(deployer, usual, false)).toEqual([]);
  });

  it('is allowed for the key and the trail by the published policy of the options, and not without it', () => {
    expect(refused(withOptions, OPTIONAL, true)).toEqual([]);
    expect(refused(deployer, OPTIONAL, true).length).toBeGreaterThan(10);
  });

  it('includes what API Gateway does for its access log', () => {
    // docs.aws.amazon.com, "Configure logging for HTTP APIs in API Gateway": what the caller needs.
    const actions = ['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery'].concat(
      ...['ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'],
    );
    const calls = actions.map((action) => ({ action: `logs:${action}`, resource: '*', principal: 'user' }));
    expect(calls.filter((access) => !isAllowed(deployer, access))).toEqual([]);
  });
});
