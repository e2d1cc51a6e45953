import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LOGS_ACTIONS } from '../../../local-cloud/logs/actions.ts';
import { logsService } from '../../../local-cloud/logs/logs-service.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-logs-'));
const file = (path: string) => join(dataDir, 'logs', path);
const logGroupName = '/aws/sagemaker/TrainingJobs';
let wire: WireServer;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  for (const folder of ['training-jobs', 'endpoints']) mkdirSync(file(folder), { recursive: true });
  writeFileSync(file('training-jobs/owls-1.log'), 'one\ntwo\nthree\nhal');
  writeFileSync(file('training-jobs/owls-2.log'), 'other\n');
  writeFileSync(file('endpoints/birds.log'), 'serving\n');
  const keys = openKeys(dataDir);
  wire = await listenWire({ services: { logs: logsService(dataDir, { record: () => {} }) }, keys, port: 0 });
  const { accessKeyId, secretAccessKey } = keys.forPrincipal('user');
  client = new CloudWatchLogsClient({
    ...{ endpoint: wire.endpoint, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId, secretAccessKey },
  });
});
afterAll(async () => {
  client.destroy();
  await wire.close();
  rmSync(dataDir, { recursive: true });
});

const streamOf = async (job: string) => {
  const found = await client.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${job}/` }));
  return found.logStreams!.map(({ logStreamName }) => logStreamName!)[0]!;
};

it('names jobs and endpoints as SageMaker does', async () => {
  expect(await streamOf('owls-1')).toMatch(/^owls-1\/algo-1-\d{10}$/);
  const { logGroups } = await client.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/sagemaker/Endpoints/' }),
  );
  expect(logGroups!.map((group) => group.logGroupName)).toEqual(['/aws/sagemaker/Endpoints/birds']);
});

it('follows a log from its head, line by whole line, as the SageMaker SDK does', async () => {
  const logStreamName = await streamOf('owls-1');
  const read = (nextToken?: string) =>
    client.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, nextToken }));
  const first = await read();
  expect(first.events!.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  const nothing = await read(first.nextForwardToken);
  expect(nothing).toMatchObject({ events: [], nextForwardToken: first.nextForwardToken });
  appendFileSync(file('training-jobs/owls-1.log'), 'f\nend\n');
  const more = await read(first.nextForwardToken);
  expect(more.events!.map(({ message }) => message)).toEqual(['half', 'end']);
});

it('gives the last lines, and those before them', async () => {
  const logStreamName = await streamOf('owls-1');
  const request = { logGroupName, logStreamName, limit: 2 };
  const tail = await client.send(new GetLogEventsCommand(request));
  expect(tail.events!.map(({ message }) => message)).toEqual(['half', 'end']);
  const before = await client.send(new GetLogEventsCommand({ ...request, nextToken: tail.nextBackwardToken }));
  expect(before.events!.map(({ message }) => message)).toEqual(['two', 'three']);
});

it('pages through all streams of a group', async () => {
  const filter = (nextToken?: string) =>
    client.send(new FilterLogEventsCommand({ logGroupName, limit: 5, ...(nextToken && { nextToken }) }));
  const first = await filter();
  const rest = await filter(first.nextToken!);
  expect([...first.events!, ...rest.events!].map(({ message }) => message)).toEqual([
    ...['one', 'two', 'three', 'half', 'end'],
    'other',
  ]);
  expect(rest.nextToken).toBeUndefined();
});

it.each([
  ['a group', { logGroupName: '/aws/lambda/x', logStreamName: 'y' }, 'log group does not exist'],
  ['a stream', { logGroupName, logStreamName: 'owls-3/algo-1-1' }, 'log stream does not exist'],
])('says of %s that it is not there', async (_, request, message) => {
  await expect(client.send(new GetLogEventsCommand(request))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining(message),
  });
});

it('docs/feature-support/logs.md lists exactly the actions that the laptop answers', () => {
  const documented = [...readFileSync('docs/feature-support/logs.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \|/gm)];
  expect(documented.map(([, name]) => name)).toEqual(LOGS_ACTIONS.map(({ schema }) => schema[2]));
});
