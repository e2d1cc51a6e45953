import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Structure } from '../../local-cloud/template/cloudformation-yaml.ts';
import { readStack, type StackResource } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

const stack = readStack(root, { alarmEmail: 'ops@example.com', uploadKey: 'arn:aws:kms:us-east-1:0:key/k' });
const ofType = (type: string) => Object.entries(stack).filter(([, { Type }]) => Type === type);
const bucket = stack.DataBucket!.Properties;
/** What a resource's policy says, each statement. */
const statementsOf = ({ Properties }: StackResource) =>
  (Properties.PolicyDocument as { Statement: Structure[] }).Statement;
/** Options of the template that the laptop's reader passes over. */
const written = (file: string) => readFileSync(join(root, 'infrastructure', file), 'utf8');

describe('the image of the algorithms', () => {
  const dockerfile = readFileSync(join(root, 'algorithms/container/Dockerfile'), 'utf8');

  it('comes from Amazon’s public registry in every stage: Docker Hub turns CodeBuild away', () => {
    const bases = [...dockerfile.matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([`\${BASE_IMAGE}`]));
    expect(dockerfile).toMatch(/^ARG BASE_IMAGE=public\.ecr\.aws\//m);
    const { EnvironmentVariables } = stack.DetectorBuild!.Properties.Environment as {
      EnvironmentVariables: Structure[];
    };
    expect(EnvironmentVariables.find(({ Name }) => Name === 'BASE_IMAGE')!.Value).toMatch(/^public\.ecr\.aws\//);
  });

  it('is pushed with a manifest that SageMaker takes, under a tag that never changes, and goes with the stack', () => {
    const { BuildSpec } = stack.DetectorBuild!.Properties.Source as { BuildSpec: string };
    expect(BuildSpec).toContain('--provenance=false');
    expect(BuildSpec).toContain('grep -x application/vnd.docker.distribution.manifest.v2+json');
    expect(stack.DetectorRepository!.Properties).toMatchObject({
      ImageTagMutability: 'IMMUTABLE',
      EmptyOnDelete: true,
    });
  });
});

describe('the bucket', () => {
  it('goes with a first deploy that fails, stays after any other, and has its region in its name', () => {
    expect(written('bucket.yml')).toMatch(/DeletionPolicy: RetainExceptOnCreate\s+UpdateReplacePolicy: Retain/);
    const named = readFileSync(join(root, 'serverless.yml'), 'utf8');
    expect(named).toContain(`bucketSuffix: { us-east-1: '', others: '-\${self:provider.region}' }`);
    expect(named).toMatch(/^ {2}bucket: .*\$\{self:custom\.bucketSuffix\.\$\{self:provider\.region\}/m);
  });

  it('keeps replaced versions for a while, ends unfinished uploads, and empties no inbox by itself', () => {
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const { Rules } = bucket.LifecycleConfiguration as { Rules: Structure[] };
    expect(Rules.find(({ AbortIncompleteMultipartUpload }) => AbortIncompleteMultipartUpload)).toMatchObject({
      Status: 'Enabled',
    });
    expect(Rules.filter(({ ExpirationInDays, Expiration }) => ExpirationInDays ?? Expiration)).toEqual([]);
  });

  it('answers pages of Ground Truth, which draw images on a canvas', () => {
    expect((bucket.CorsConfiguration as { CorsRules: Structure[] }).CorsRules).toMatchObject([
      { AllowedOrigins: ['*'], AllowedMethods: expect.arrayContaining(['GET', 'HEAD']) },
    ]);
  });

  it('lets intake read uploads under a key of their owner, when it is named', () => {
    expect(stack.UploadKeyReaders!.Properties.Roles).toEqual([{ Ref: 'IngestUploadRole' }, { Ref: 'CloseBatchRole' }]);
    expect(statementsOf(stack.UploadKeyReaders!)).toMatchObject([
      { Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:0:key/k' },
    ]);
    expect(readStack(root).UploadKeyReaders).toBeUndefined();
  });
});

describe('access', () => {
  it('needs TLS at the bucket, at every queue and at the topic', () => {
    const guarded = ofType('AWS::SQS::QueuePolicy').concat(
      ofType('AWS::S3::BucketPolicy'),
      ofType('AWS::SNS::TopicPolicy'),
    );
    const open = guarded.filter(
      ([, resource]) =>
        !statementsOf(resource).some(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":false}}',
        ),
    );
    expect(open).toEqual([]);
    const queues = ofType('AWS::SQS::Queue').map(([id]) => id);
    const covered = ofType('AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => Properties.Queues as Structure[]);
    expect(covered.map(({ Ref }) => Ref).sort()).toEqual(queues.sort());
  });

  it('of services that act for others is for this account’s resources alone', () => {
    const roles = ofType('AWS::IAM::Role').flatMap(([id, { Properties }]) =>
      (Properties.AssumeRolePolicyDocument as { Statement: Structure[] }).Statement.map((statement) => ({
        id,
        service: (statement.Principal as Structure).Service as string,
        condition: statement.Condition,
      })),
    );
    const confused = roles.filter(({ service }) => /^(sagemaker|codebuild|states)\./.test(service));
    expect(confused.length).toBeGreaterThan(3);
    for (const { id, condition } of confused)
      expect({ id, condition }).toEqual({
        id,
        condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      });
  });

  it('to endpoints is limited to those of the stack', () => {
    const text = JSON.stringify(Object.values(stack).map(({ Properties }) => Properties));
    const endpoints = [...text.matchAll(/:endpoint\/([^"]*)"/g)].map(([, name]) => name);
    expect(endpoints.length).toBeGreaterThan(2);
    expect(endpoints.filter((name) => !name!.startsWith('labelloop-dev-'))).toEqual([]);
  });
});
