import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Intrinsics } from '../../../local-cloud/template/intrinsics.ts';
import { matchesPattern } from '../../../local-cloud/template/laptop-template.ts';
import { readStack } from '../../../local-cloud/template/stack.ts';

const provider = `provider: { runtime: nodejs24.x, timeout: 6, memorySize: 512, stage: "\${opt:stage, 'dev'}" }\n`;

function read(yaml: string, files: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'labelloop-'));
  for (const [name, text] of Object.entries({ 'serverless.yml': provider + yaml, ...files }))
    writeFileSync(join(root, name), text);
  return readStack(root);
}

describe('serverless.yml', () => {
  it('is read with its variables, files and short forms', () => {
    const stack = read(
      `service: s
custom: { prefix: '\${self:service}-\${sls:stage}' }
functions:
  doIt: { name: '\${self:custom.prefix}-do-it', handler: dist/do-it/index.handler, role: DoItRole, environment: { Q: !Ref Queue } }
resources: [ '\${file(more.yml)}' ]
`,
      {
        'more.yml': `Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: !Sub '\${self:custom.prefix}-\${AWS::Region}' } } }`,
      },
    );
    expect(stack.DoItLambdaFunction?.Properties).toMatchObject({
      FunctionName: 's-dev-do-it',
      Timeout: 6,
      Role: { 'Fn::GetAtt': ['DoItRole', 'Arn'] },
      Environment: { Variables: { Q: { Ref: 'Queue' } } },
    });
    expect(stack.Queue?.Properties).toEqual({ QueueName: { 'Fn::Sub': `s-dev-\${AWS::Region}` } });
  });

  it.each([
    [`functions: { f: { handler: h, name: '\${env:USER}' } }`, `\${env:USER}`],
    [`functions: { f: { handler: h, name: '\${self:custom.gone}' } }`, 'custom.gone'],
    ['functions: { f: { handler: h, layers: [] } }', 'layers'],
    ["functions: {}\nresources: { Resources: { A: !Base64 'x' } }", '!Base64'],
  ])('that says more than the laptop understands is refused by name: %s', (yaml, name) => {
    expect(() => read(yaml)).toThrow(name);
  });
});

describe('references', () => {
  const intrinsics = new Intrinsics({
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'm' } },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    Odd: { Type: 'AWS::EC2::Instance', Properties: {} },
  });

  it('become what they are on the laptop', () => {
    expect(
      intrinsics.resolve({
        machine: { Ref: 'Machine' },
        role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        text: { 'Fn::Sub': `\${AWS::AccountId}/\${Machine.Name}/\${!Literal}` },
      }),
    ).toEqual({
      machine: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
      role: 'arn:aws:iam::000000000000:role/labelloop-Role',
      text: `000000000000/m/\${!Literal}`,
    });
  });

  it('to what the laptop does not have are errors that name it', () => {
    expect(() => intrinsics.resolve({ Ref: 'Odd' })).toThrow('AWS::EC2::Instance');
    expect(() => intrinsics.resolve({ Ref: 'Gone' })).toThrow('Gone');
    expect(() => intrinsics.resolve({ 'Fn::GetAtt': ['Role', 'RoleId'] })).toThrow('RoleId');
    expect(() => intrinsics.resolve({ 'Fn::ImportValue': 'x' })).toThrow('Fn::ImportValue');
  });
});

describe('an event pattern', () => {
  it('matches lists of values at any depth', () => {
    const pattern = { source: ['aws.states'], detail: { status: ['FAILED', 'ABORTED'] } };
    expect(matchesPattern(pattern, { source: 'aws.states', detail: { status: 'ABORTED', more: 1 } })).toBe(true);
    expect(matchesPattern(pattern, { source: 'aws.states', detail: { status: 'RUNNING' } })).toBe(false);
    expect(matchesPattern(pattern, { source: 'aws.states' })).toBe(false);
  });
});
