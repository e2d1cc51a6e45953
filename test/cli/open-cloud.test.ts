import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openCloud } from '../../cli/open-cloud.ts';

const cloudFormation = mockClient(CloudFormationClient);
const before = { ...process.env };
const output = (OutputKey: string, OutputValue: string) => ({ OutputKey, OutputValue });
const OUTPUTS = [
  output('Bucket', 'labelloop-dev-123456789012'),
  output('StateMachine', 'arn:aws:states:eu-west-1:123456789012:stateMachine:labelloop-dev-label-train-deploy'),
  output('DetectorBuild', 'labelloop-dev-detector'),
  output('DetectorImage', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/labelloop-dev-detector:abc'),
];
const answer = (Outputs: typeof OUTPUTS) =>
  cloudFormation.on(DescribeStacksCommand, { StackName: 'labelloop-dev' }).resolves({
    Stacks: [{ StackName: 'labelloop-dev', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE', Outputs }],
  });

const folder = mkdtempSync(join(tmpdir(), 'labelloop-open-cloud-'));
writeFileSync(join(folder, 'config'), '[profile team]\nregion = us-east-1\n');
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  cloudFormation.reset();
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
});
afterEach(() => {
  process.env = { ...before };
});

const place = { data: '/nowhere', stage: 'dev', region: 'eu-west-1', profile: 'team' };

it("is what the stage's stack says, and this process's clients go there", async () => {
  const portal = 'https://abc.execute-api.eu-west-1.amazonaws.com';
  answer([...OUTPUTS, output('Portal', portal), output('LabelingFunction', 'labelloop-dev-labeling-api')]);
  expect(await openCloud(place)).toMatchObject({
    bucket: 'labelloop-dev-123456789012',
    portalUrl: portal,
    variables: { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'team', LABELLOOP_BUCKET: 'labelloop-dev-123456789012' },
  });
  const { AWS_REGION, AWS_PROFILE, LABELING_FUNCTION_NAME } = process.env;
  expect({ AWS_REGION, AWS_PROFILE, LABELING_FUNCTION_NAME }).toEqual({
    AWS_REGION: 'eu-west-1',
    AWS_PROFILE: 'team',
    LABELING_FUNCTION_NAME: 'labelloop-dev-labeling-api',
  });
});

it('asks Ground Truth for labeling jobs where the stack has no engine', async () => {
  answer(OUTPUTS);
  expect((await openCloud(place)).portalUrl).toBeUndefined();
  expect(process.env.LABELING_FUNCTION_NAME).toBe('');
});

it('says what to do where no such stage stands, and where a deploy is half done', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id labelloop-dev does not exist'));
  await expect(openCloud(place)).rejects.toMatchObject({
    details: { todo: expect.stringContaining('labelloop deploy --stage dev') },
  });
  answer(OUTPUTS.slice(1));
  await expect(openCloud(place)).rejects.toMatchObject({ message: expect.stringContaining('does not say its Bucket') });
});
