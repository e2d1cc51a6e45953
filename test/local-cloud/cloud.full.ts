import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readAccessLog } from '../../local-cloud/access/access-log-file.ts';
import { judgeAccess } from '../../local-cloud/access/judge-access.ts';
import { findRunningCloud, type RunningCloud } from '../../local-cloud/data-folder.ts';
import { readStack } from '../../local-cloud/template/stack.ts';

const root = resolve(import.meta.dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-cloud-'));
const PROJECT = 'nobody';
let up: ChildProcess;
let cloud: RunningCloud;
let s3: S3Client;

/** `labelloop up`; resolves with its one line when it is ready. */
async function start(): Promise<Record<string, string>> {
  const command = [join(root, 'cli/labelloop.mjs'), 'up', '--data', dataDir, '--port', '0', '--json'];
  up = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(up.stdout!), 'line');
  cloud = findRunningCloud(dataDir)!;
  s3 = new S3Client(access());
  return JSON.parse(line);
}

const access = () => ({ endpoint: cloud.endpoint, region: cloud.region, credentials: { ...cloud.credentials } });

/** Asks until there is an object under the prefix. */
async function firstKey(prefix: string): Promise<string> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: cloud.bucket, Prefix: prefix }));
    if (Contents[0]) return Contents[0].Key!;
  }
}

beforeAll(start, 120_000);
afterAll(async () => {
  up.kill('SIGTERM');
  if (up.exitCode === null && up.signalCode === null) await once(up, 'exit');
}, 60_000);

it('comes up as serverless.yml says, for ordinary AWS clients', async () => {
  await s3.send(new HeadBucketCommand({ Bucket: cloud.bucket }));
  const { Functions } = await new LambdaClient(access()).send(new ListFunctionsCommand({}));
  expect(Functions?.map(({ FunctionName }) => FunctionName)).toContain('labelloop-dev-ingest-upload');
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:labelloop-dev-label-train-deploy';
  const machine = await new SFNClient(access()).send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(machine.definition).toContain(':function:labelloop-dev-merge-labels');
  for (const url of [cloud.consoleUrl, cloud.portalUrl]) expect((await fetch(url)).status).toBeLessThan(500);
}, 60_000);

it('tells a second one where the first is', async () => {
  const second = spawn(process.execPath, [join(root, 'cli/labelloop.mjs'), 'up', '--data', dataDir], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [message] = await once(second.stderr!, 'data');
  expect(String(message)).toContain(cloud.endpoint);
}, 60_000);

it('goes on after kill -9 with the same keys and the same objects', async () => {
  const before = cloud;
  await s3.send(new PutObjectCommand({ Bucket: cloud.bucket, Key: `incoming/${PROJECT}/a.jpg`, Body: 'not an image' }));
  up.kill('SIGKILL');
  await once(up, 'exit');
  expect(findRunningCloud(dataDir)).toBeUndefined();
  await start();
  expect(cloud.credentials).toEqual(before.credentials);
  // Whether the first or the second process took the event: what became of the object is written down.
  expect(await firstKey(`projects/${PROJECT}/`)).toContain(`projects/${PROJECT}/`);
}, 120_000);

it('makes no call that the policies of serverless.yml would refuse', () => {
  const records = readAccessLog(join(dataDir, 'access.jsonl'));
  expect(records.map(({ principal }) => principal)).toContain('ingest-upload');
  expect(judgeAccess(readStack(root), records).denied).toEqual([]);
});
