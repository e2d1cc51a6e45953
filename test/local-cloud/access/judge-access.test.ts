import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openAccessLog, readAccessLog } from '../../../local-cloud/access/access-log-file.ts';
import { judgeAccess } from '../../../local-cloud/access/judge-access.ts';
import { isAllowed, readStatements } from '../../../local-cloud/access/policy.ts';
import type { Stack } from '../../../local-cloud/template/stack.ts';

const allow = (Action: string | string[], Resource: string, Condition?: Record<string, Record<string, string>>) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const statements = readStatements({
  Statement: [
    allow(['s3:Get*', 's3:PutObject'], 'arn:aws:s3:::b/projects/*'),
    { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/projects/*/images/?.jpg' },
    allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }),
  ],
});
const mayI = (action: string, resource: string, conditions?: Record<string, string>) =>
  isAllowed(statements, { principal: 'f', action, resource, ...(conditions && { conditions }) });

describe('a policy', () => {
  it('allows what a statement names, wildcards across folders included, and nothing else', () => {
    expect(mayI('s3:GetObject', 'arn:aws:s3:::b/projects/p/ledger/x.json')).toBe(true);
    expect(mayI('s3:getobject', 'arn:aws:s3:::b/projects/p')).toBe(true);
    expect(mayI('s3:DeleteObject', 'arn:aws:s3:::b/projects/p')).toBe(false);
    expect(mayI('s3:GetObject', 'arn:aws:s3:::b/incoming/p')).toBe(false);
  });

  it('lets a Deny win', () => {
    expect(mayI('s3:PutObject', 'arn:aws:s3:::b/projects/p/images/a.jpg')).toBe(false);
    expect(mayI('s3:PutObject', 'arn:aws:s3:::b/projects/p/images/ab.jpg')).toBe(true);
  });

  it('asks for the condition, also when the call does not carry its key', () => {
    const role = 'arn:aws:iam::000000000000:role/r';
    expect(mayI('iam:PassRole', role, { 'iam:PassedToService': 'sagemaker.amazonaws.com' })).toBe(true);
    expect(mayI('iam:PassRole', role, { 'iam:PassedToService': 'ec2.amazonaws.com' })).toBe(false);
    expect(mayI('iam:PassRole', role)).toBe(false);
  });

  it('that the evaluator cannot read is an error, not a yes', () => {
    expect(() => readStatements({ Statement: [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }] })).toThrow(
      'NotAction',
    );
    expect(() => readStatements({ Statement: [allow('a:b', '*', { DateLessThan: { x: 'y' } })] })).toThrow(
      'DateLessThan',
    );
  });
});

const stack: Stack = {
  TidyLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'x-tidy',
      Handler: 'dist/tidy/index.handler',
      Role: { 'Fn::GetAtt': ['TidyRole', 'Arn'] },
    },
  },
  TidyRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [
        {
          PolicyName: 'tidy',
          PolicyDocument: {
            Statement: [allow(['s3:GetObject', 's3:PutObject', 'logs:PutLogEvents'], 'arn:aws:s3:::b/*')],
          },
        },
      ],
    },
  },
};

describe('the judge', () => {
  it('finds calls that AWS would refuse and grants that nobody used', () => {
    const get = { principal: 'tidy', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
    const remove = { ...get, action: 's3:DeleteObject' };
    const person = { ...remove, principal: 'user' };
    expect(judgeAccess(stack, [get, remove, person])).toEqual({
      denied: [remove],
      unused: [{ principal: 'tidy', action: 's3:PutObject', resource: 'arn:aws:s3:::b/*' }],
    });
  });
});

describe('the access log', () => {
  it('keeps each distinct call once, over restarts, one hash like the other', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'labelloop-')), 'access.jsonl');
    const read = (hash: string) => ({
      principal: 'f',
      action: 's3:GetObject',
      resource: `arn:aws:s3:::b/${hash}.json`,
    });
    for (const hash of ['a', 'b']) {
      const log = openAccessLog(path);
      log.record(read(hash.repeat(64)));
      log.record(read('same'));
    }
    expect(readAccessLog(path)).toEqual([read('<sha256>'), read('same')]);
  });
});
