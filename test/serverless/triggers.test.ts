import { describe, expect, it } from '@jest/globals';
import { policiesOf } from '../../local-cloud/access/judge-access.ts';
import { matchesWildcard } from '../../local-cloud/access/policy.ts';
import { functionArn } from '../../local-cloud/lambda/function-definition.ts';
import type { Structure } from '../../local-cloud/template/cloudformation-yaml.ts';
import { Intrinsics } from '../../local-cloud/template/intrinsics.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { readStack, type Stack } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

const { bucket, notifications, functions, schedules, rules } = readLaptopTemplate(root);

const permissions = resourcesOf(readStack(root), 'AWS::Lambda::Permission').map(({ properties }) => properties);

/** Resources of a type, every reference resolved. */
function resourcesOf(stack: Stack, type: string) {
  const intrinsics = new Intrinsics(stack);
  return Object.entries(stack)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => ({ id, properties: intrinsics.resolveStructure(Properties) }));
}

interface Caller {
  service: string;
  /** ARN of a bucket, rule or route. */
  source: string;
  /** ARN of the function. */
  target: string;
}

const callers = callersOf(readStack(root));

const admits = ({ FunctionName, Principal, SourceArn }: Structure, { service, source, target }: Caller) =>
  FunctionName === target && Principal === `${service}.amazonaws.com` && matchesWildcard(String(SourceArn), source);

/** Who invokes which function. */
function callersOf(stack: Stack): Caller[] {
  const arnOf = (id: string) => new Intrinsics(stack).resolveText({ 'Fn::GetAtt': [id, 'Arn'] });
  const byNotification = notifications
    .filter(({ queueArn }) => queueArn === undefined)
    .map(({ functionName }) => ({
      service: 's3',
      source: `arn:aws:s3:::${bucket}`,
      target: functionArn(functionName),
    }));
  const byRule = resourcesOf(stack, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
    (properties.Targets as Array<{ Arn: string }>).map(({ Arn }) => ({
      service: 'events',
      source: arnOf(id),
      target: Arn,
    })),
  );
  const integrations = resourcesOf(stack, 'AWS::ApiGatewayV2::Integration');
  const byRoute = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const { ApiId, RouteKey, Target } = properties as Record<string, string>;
    const { properties: integration } = integrations.find(({ id }) => Target!.endsWith(`-${id}`))!;
    const source = `arn:aws:execute-api:us-east-1:000000000000:${ApiId}/$default/${RouteKey!.replace(' ', '')}`;
    return { service: 'apigateway', source, target: String(integration.IntegrationUri) };
  });
  return [...byNotification, ...byRule, ...byRoute];
}

describe('the triggers', () => {
  it('do not overlap: S3 would refuse the whole configuration', () => {
    const overlapping = notifications.flatMap((one, index) =>
      notifications
        .slice(index + 1)
        .filter(
          (other) =>
            (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) &&
            (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix)),
        )
        .map((other) => [one, other]),
    );
    expect(notifications.map(({ prefix }) => prefix)).toEqual(['incoming/', 'ready/']);
    expect(overlapping).toEqual([]);
  });

  it('are never under a place that a function or a job may write: nothing starts itself', () => {
    const policies = policiesOf(readStack(root));
    expect([...policies.keys()]).toEqual(expect.arrayContaining(functions.map(({ principal }) => principal)));
    const loops = [...policies].flatMap(([principal, statements]) =>
      statements
        .filter(({ actions }) => actions.some((action) => matchesWildcard(action, 's3:PutObject', true)))
        .flatMap(({ resources }) => resources)
        .filter((resource) =>
          notifications.some(({ prefix }) => mayLieUnder(resource, `arn:aws:s3:::${bucket}/${prefix}`)),
        )
        .map((resource) => `${principal} may write ${resource}`),
    );
    // Images that come back from production are dropped like any others; nothing that is dropped starts this function.
    const feedback = `arn:aws:s3:::${bucket}/incoming/*/.feedback/*`;
    expect(loops).toEqual([
      `labelloop-CollectCapturesRole may write ${feedback}`,
      `collect-captures may write ${feedback}`,
    ]);
    expect(notifications.map(({ functionName }) => functionName)).not.toContain('collect-captures');
    expect(mayLieUnder(`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${bucket}/incoming/`)).toBe(true);
    expect(mayLieUnder(`arn:aws:s3:::${bucket}/incoming/*/x`, `arn:aws:s3:::${bucket}/incoming/`)).toBe(true);
  });

  it('reach functions that exist and that let them in', () => {
    const names = functions.map(({ name }) => name);
    for (const { functionName } of [...notifications, ...schedules, ...rules]) expect(names).toContain(functionName);
    const refused = callers.filter((caller) => !permissions.some((permission) => admits(permission, caller)));
    expect(refused).toEqual([]);
    expect(callers.length).toBeGreaterThan(8);
  });

  it('lets a flood of uploads wait: S3 may send to the queue, few copies of intake read it, and what fails thrice is a dead letter', () => {
    const stack = readStack(root);
    const [uploads] = notifications.filter(({ queueArn }) => queueArn !== undefined);
    const only = (type: string, holds: (properties: Structure) => boolean) =>
      resourcesOf(stack, type).find(({ properties }) => holds(properties))!;
    const arnOf = (id: string) => new Intrinsics(stack).resolveText({ 'Fn::GetAtt': [id, 'Arn'] });
    const queue = resourcesOf(stack, 'AWS::SQS::Queue').find(({ id }) => arnOf(id) === uploads!.queueArn)!;
    const mapping = only(
      'AWS::Lambda::EventSourceMapping',
      ({ EventSourceArn }) => EventSourceArn === uploads!.queueArn,
    );
    expect(mapping.properties).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: '20' } });
    const ingest = stack.IngestUploadLambdaFunction!.Properties;
    expect(queue.properties.VisibilityTimeout).toBe(6 * Number(ingest.Timeout));
    expect(queue.properties.RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 3 });
    const policy = only('AWS::SQS::QueuePolicy', ({ Queues }) => String((Queues as string[])[0]).endsWith('-uploads'));
    const { Statement } = policy.properties.PolicyDocument as { Statement: Structure[] };
    const admitted = Statement.find(({ Effect }) => Effect === 'Allow');
    expect(admitted).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:s3:::${bucket}` } },
    });
  });

  it('are the only ones that their functions let in', () => {
    expect(permissions.filter((permission) => !callers.some((caller) => admits(permission, caller)))).toEqual([]);
  });
});

/** Whether some text that the pattern matches begins with `prefix`. */
function mayLieUnder(pattern: string, prefix: string): boolean {
  const fixed = pattern.split(/[*?]/)[0]!;
  return fixed.length >= prefix.length ? fixed.startsWith(prefix) : fixed !== pattern && prefix.startsWith(fixed);
}
