import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CommandError } from '../../../cli/command.ts';
import { awsRemedy, explainAws, useAwsPlace, useAwsRegion } from '../../../cli/deploy/aws-place.ts';

const before = { ...process.env };
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-aws-'));
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
  writeFileSync(process.env.AWS_CONFIG_FILE, '[default]\nregion = us-east-1\n[profile ops]\n[sso-session corp]\n');
  writeFileSync(process.env.AWS_SHARED_CREDENTIALS_FILE, '[default]\n[keys]\naws_access_key_id = A\n');
});
afterEach(() => {
  process.env = { ...before };
});

it('a profile that is named goes before credentials in the environment', () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' });
  useAwsPlace({ profile: 'ops', region: 'eu-west-1' });
  expect(process.env).toMatchObject({ AWS_PROFILE: 'ops', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' });
  expect(Object.keys(process.env)).not.toContain('AWS_ACCESS_KEY_ID');
  expect(Object.keys(process.env)).not.toContain('AWS_SESSION_TOKEN');
});

it('a region is the one that is named, the AWS CLI’s own, or the first one', async () => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) delete process.env[name];
  writeFileSync(process.env.AWS_CONFIG_FILE!, '[profile ops]\nregion = eu-central-1\n');
  expect(await useAwsRegion({ region: 'eu-west-1' })).toBe('eu-west-1');
  delete process.env.AWS_REGION;
  expect(await useAwsRegion({ profile: 'ops' })).toBe('eu-central-1');
  expect(process.env.AWS_REGION).toBe('eu-central-1');
  delete process.env.AWS_REGION;
  delete process.env.AWS_PROFILE;
  expect(await useAwsRegion({})).toBe('us-east-1');
});

it('a profile that no file has is refused with those that are there', () => {
  const refused = () => useAwsPlace({ profile: 'nobody' });
  expect(refused).toThrow(CommandError);
  expect(refused).toThrow('there is no profile nobody');
  try {
    refused();
  } catch (error) {
    expect((error as CommandError).details.todo).toContain('default, ops, keys');
  }
});

it.each([
  ['Error', 'getaddrinfo ENOTFOUND sts.nowhere-1.amazonaws.com', /region/],
  ['Error', 'connect ECONNREFUSED 127.0.0.1:1', /network/],
  ['ExpiredTokenException', 'The security token included in the request is expired', /sign in again/],
  ['InvalidClientTokenId', 'The security token included in the request is invalid', /not valid/],
  ['AccessDenied', 'User: arn:aws:iam::1:user/a is not authorized to perform: iam:CreateRole', /docs\/aws\.md/],
])('%s "%s" says what to do', (name, message, todo) => {
  expect(awsRemedy(Object.assign(new Error(message), { name }))).toMatch(todo);
});

it('an error that is not AWS’s stays as it is', () => {
  const error = new TypeError('x is not a function');
  expect(explainAws(error, 'what')).toBe(error);
});
