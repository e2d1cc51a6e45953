import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import workers from '../../cli/commands/workers.ts';
import { RobotClient } from '../../local-cloud/simulated-workforce/robot-client.ts';
import { startLabelingFunction } from '../functions/labeling-function.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

/** What the stack of the stage dev says; there is no other. */
const cloudFormation = mockClient(CloudFormationClient);
const OUTPUTS = {
  Bucket: 'labelloop-dev-000000000000',
  StateMachine: 'arn:aws:states:us-east-1:000000000000:stateMachine:labelloop-dev-label-train-deploy',
  DetectorBuild: 'labelloop-dev-detector',
  DetectorImage: '000000000000.dkr.ecr.us-east-1.amazonaws.com/labelloop-dev-detector:abc',
};
/** Gets what is put on record. */
const s3 = mockClient(S3Client);
s3.on(PutObjectCommand).resolves({});
const missing = new Error('Stack with id labelloop-prod does not exist');
cloudFormation.on(DescribeStacksCommand).rejects(missing);
cloudFormation.on(DescribeStacksCommand, { StackName: 'labelloop-dev' }).resolves({
  Stacks: [
    {
      StackName: 'labelloop-dev',
      CreationTime: new Date(0),
      StackStatus: 'CREATE_COMPLETE',
      Outputs: Object.entries(OUTPUTS).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    },
  ],
});

describe('labelloop workers invite --stage', () => {
  let running: Awaited<ReturnType<typeof startLabelingFunction>>;
  beforeAll(async () => {
    running = await startLabelingFunction();
  });
  afterAll(() => running.stop());

  async function invite(stage: string, name: string): Promise<{ link: string; team: string }> {
    const printed: string[] = [];
    await workers.subcommands.invite.run({
      values: { stage, json: true, data: 'unused', verbose: false, help: false },
      args: { name },
      commands: {},
      context: {
        print: (line) => printed.push(line),
        note: () => {},
        interactive: false,
        signal: new AbortController().signal,
      },
    });
    return JSON.parse(printed.join(''));
  }

  it("gives a link to the stage's own portal, which lets the person in", async () => {
    const { link, team } = await invite('dev', 'ana');
    expect(link.startsWith(`${running.url}/#invitation=`)).toBe(true);
    expect(team).toBe('arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/labelloop');
    const ana = new RobotClient(running.url, AbortSignal.timeout(60_000));
    await ana.acceptInvitation(decodeURIComponent(link.split('=')[1]!), 'correct horse');
    expect(await ana.jobs(0)).toEqual([]);
    expect((await invite('dev', 'ben')).team).toBe(team);
    const acts = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => JSON.parse(String(input.Body)));
    expect(acts).toMatchObject([{ act: 'invited' }, { act: 'invited' }]);
    expect(JSON.stringify(acts)).not.toContain('ana');
  });

  it('says so where the stage was never deployed', async () => {
    await expect(invite('prod', 'ana')).rejects.toThrow('no labelloop of the stage prod');
  });
});
