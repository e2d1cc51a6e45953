import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateFlowDefinitionCommand,
  CreateHumanTaskUiCommand,
  CreateWorkteamCommand,
} from '@aws-sdk/client-sagemaker';
import {
  DeleteHumanLoopCommand,
  DescribeHumanLoopCommand,
  ListHumanLoopsCommand,
  SageMakerA2IRuntimeClient,
  StartHumanLoopCommand,
  StopHumanLoopCommand,
} from '@aws-sdk/client-sagemaker-a2i-runtime';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RobotClient } from '../../../local-cloud/simulated-workforce/robot-client.ts';
import { BUCKET } from '../s3/s3-under-test.ts';
import { startLabeling } from './labeling-under-test.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

const TEMPLATE = `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><img src="{{ task.input.image | grant_read_access }}"><crowd-input name="what"></crowd-input></crowd-form>`;
const IMAGE = `s3://${BUCKET}/human-loops/inputs/owl.jpg`;
const ROLE = 'arn:aws:iam::000000000000:role/review';

let running: Awaited<ReturnType<typeof startLabeling>>;
let a2i: SageMakerA2IRuntimeClient;
let FlowDefinitionArn: string;
let createFlow: (OutputConfig: { S3OutputPath: string; KmsKeyId?: string }) => Promise<object>;
let ana: RobotClient;

beforeAll(async () => {
  running = await startLabeling();
  const { client, credentials, endpoint, s3, portalUrl } = running;
  a2i = new SageMakerA2IRuntimeClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'human-loops/inputs/owl.jpg', Body: 'an owl' }));
  const { WorkteamArn } = await client.send(
    new CreateWorkteamCommand({
      ...{ WorkteamName: 'team', Description: 'us' },
      MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['us'] } }],
    }),
  );
  const { HumanTaskUiArn } = await client.send(
    new CreateHumanTaskUiCommand({ HumanTaskUiName: 'page', UiTemplate: { Content: TEMPLATE } }),
  );
  createFlow = (OutputConfig) =>
    client.send(
      new CreateFlowDefinitionCommand({
        FlowDefinitionName: 'review',
        HumanLoopConfig: { WorkteamArn, HumanTaskUiArn, TaskTitle: 'Look', TaskDescription: 'Say what', TaskCount: 1 },
        OutputConfig,
        RoleArn: ROLE,
      }),
    );
  ({ FlowDefinitionArn } = (await createFlow({ S3OutputPath: `s3://${BUCKET}/human-loops` })) as {
    FlowDefinitionArn: string;
  });
  ana = new RobotClient(portalUrl, AbortSignal.timeout(60_000));
  await ana.acceptInvitation(await running.invite('ana', WorkteamArn!), 'correct horse');
});
afterAll(async () => {
  a2i.destroy();
  await running.close();
});

const start = (HumanLoopName: string, input: object = { image: IMAGE }) =>
  a2i.send(
    new StartHumanLoopCommand({
      ...{ HumanLoopName, FlowDefinitionArn },
      HumanLoopInput: { InputContent: JSON.stringify(input) },
      DataAttributes: { ContentClassifiers: ['FreeOfAdultContent'] },
    }),
  );
const describeLoop = (HumanLoopName: string) => a2i.send(new DescribeHumanLoopCommand({ HumanLoopName }));

/** A worker answers the next loop, and what they were shown is told. */
async function answerNext(what: string) {
  const [job] = await ana.jobs(10);
  const { task } = await ana.next(job!.jobReference, 5);
  await ana.answer(task!, { what });
  return { html: task!.html, image: await (await fetch(task!.signedUrls[0]!)).text() };
}

async function ended(name: string) {
  for (;;) {
    const loop = await describeLoop(name);
    if (loop.HumanLoopStatus !== 'InProgress' && loop.HumanLoopStatus !== 'Stopping') return loop;
  }
}

it('the runtime’s own client starts a loop, a worker sees the image and answers, and the output is there', async () => {
  const { HumanLoopArn } = await start('owl-1');
  expect(HumanLoopArn).toBe('arn:aws:sagemaker:us-east-1:000000000000:human-loop/owl-1');
  expect((await answerNext('an owl')).image).toBe('an owl');
  const loop = await ended('owl-1');
  expect(loop).toMatchObject({ HumanLoopStatus: 'Completed', FlowDefinitionArn, CreationTime: expect.any(Date) });
  const key = loop.HumanLoopOutput!.OutputS3Uri!.slice(`s3://${BUCKET}/`.length);
  expect(key).toMatch(/^human-loops\/review\/\d{4}(\/\d\d){5}\/owl-1\/output\.json$/);
  const stored = await running.s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  expect(JSON.parse(await stored.Body!.transformToString())).toMatchObject({
    humanAnswers: [{ answerContent: { what: 'an owl' } }],
    inputContent: { image: IMAGE },
  });
});

it('refuses as Augmented AI does: a name that is used, an unknown loop, what is no JSON', async () => {
  await start('owl-2');
  await expect(start('owl-2', { other: true })).rejects.toMatchObject({ name: 'ConflictException' });
  await expect(describeLoop('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(start('owl 3')).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("Value 'owl 3' at 'humanLoopName' failed to satisfy constraint"),
  });
  await a2i.send(new StopHumanLoopCommand({ HumanLoopName: 'owl-2' }));
  expect(await ended('owl-2')).toMatchObject({ HumanLoopStatus: 'Stopped' });
  const list = async () =>
    (await a2i.send(new ListHumanLoopsCommand({ FlowDefinitionArn, SortOrder: 'Ascending' }))).HumanLoopSummaries!.map(
      ({ HumanLoopName, HumanLoopStatus }) => `${HumanLoopName} ${HumanLoopStatus}`,
    );
  expect(await list()).toEqual(['owl-1 Completed', 'owl-2 Stopped']);
  const future = new Date(Date.now() + 1e6);
  const later = await a2i.send(new ListHumanLoopsCommand({ FlowDefinitionArn, CreationTimeAfter: future }));
  expect(later.HumanLoopSummaries).toEqual([]);
  await a2i.send(new DeleteHumanLoopCommand({ HumanLoopName: 'owl-2' }));
  expect(await list()).toEqual(['owl-1 Completed']);
  await expect(createFlow({ S3OutputPath: `s3://${BUCKET}/human-loops`, KmsKeyId: 'own' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/^OutputConfig\.KmsKeyId is not supported/),
  });
  await expect(createFlow({ S3OutputPath: 's3://no-such-bucket/loops' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'OutputConfig.S3OutputPath: there is no bucket no-such-bucket',
  });
  await expect(start('owl-2')).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'There was a human loop named owl-2; names cannot be used again',
  });
});

const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;
if (!hasBoto3) console.warn('boto3 on human loops is skipped: there is no python3 with boto3');

const PYTHON = `
import boto3, json, sys
flow = sys.argv[1]
a2i = boto3.client('sagemaker-a2i-runtime')
def start(name, input):
    return a2i.start_human_loop(HumanLoopName=name, FlowDefinitionArn=flow, HumanLoopInput={'InputContent': json.dumps(input)})
said = {'arn': start('py-1', {'image': '${IMAGE}'})['HumanLoopArn']}
for kind, call in {
    'conflict': lambda: start('py-1', {'a': 1}),
    'missing': lambda: a2i.describe_human_loop(HumanLoopName='nobody'),
    'running': lambda: a2i.delete_human_loop(HumanLoopName='py-1'),
}.items():
    try: call()
    except a2i.exceptions.ClientError as error: said[kind] = type(error).__name__
said['status'] = a2i.describe_human_loop(HumanLoopName='py-1')['HumanLoopStatus']
said['year'] = a2i.describe_human_loop(HumanLoopName='py-1')['CreationTime'].year
said['pages'] = [len(page['HumanLoopSummaries']) for page in
    a2i.get_paginator('list_human_loops').paginate(FlowDefinitionArn=flow, PaginationConfig={'PageSize': 1})]
a2i.stop_human_loop(HumanLoopName='py-1')
said['flows'] = [flow['FlowDefinitionName'] for flow in boto3.client('sagemaker').list_flow_definitions()['FlowDefinitionSummaries']]
print(json.dumps(said))
`;

(hasBoto3 ? it : it.skip)('boto3 does the same, with its own exceptions and paginators', async () => {
  const { accessKeyId, secretAccessKey } = running.credentials;
  const { stdout } = await promisify(execFile)('python3', ['-c', PYTHON, FlowDefinitionArn], {
    env: {
      ...process.env,
      ...{ AWS_ENDPOINT_URL: running.endpoint, AWS_DEFAULT_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    },
  });
  expect(JSON.parse(stdout)).toEqual({
    arn: 'arn:aws:sagemaker:us-east-1:000000000000:human-loop/py-1',
    ...{ conflict: 'ConflictException', missing: 'ResourceNotFoundException', running: 'ValidationException' },
    ...{ status: 'InProgress', year: new Date().getFullYear(), pages: [1, 1], flows: ['review'] },
  });
  expect(await ended('py-1')).toMatchObject({ HumanLoopStatus: 'Stopped' });
});
