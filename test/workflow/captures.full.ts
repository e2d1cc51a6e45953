import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { awsVariables } from '../../cli/aws-variables.ts';
import { inviteWorker } from '../../cli/invite-worker.ts';
import { OWN_WORKTEAM_ARN } from '../../local-cloud/own-workteam.ts';
import { RobotClient } from '../../local-cloud/simulated-workforce/robot-client.ts';
import type { Drift } from '../../shared/contracts/capture.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { Laptop, root, until } from './laptop.ts';
import { pictures } from './squares.ts';

const PROJECT = 'squares';
const ENDPOINT = 'labelloop-dev-squares';
const keys = projectKeys(PROJECT);
const laptop = new Laptop();

beforeAll(async () => {
  await laptop.up();
  const capture = { sampled: 100, retentionDays: 7 };
  await laptop.init(
    PROJECT,
    {
      endpoint: {
        ...{ name: PROJECT, mode: 'real-time', memorySizeInMB: 2048, maxConcurrency: 1, instanceType: 'ml.m5.large' },
      },
      ...{ capture, feedback: { unsure: true, sample: 0.2, dailyCap: 50 }, gate: { minimumScore: 0, tolerance: 1 } },
      // So many validation images that drift can be told.
      validationFraction: 0.5,
    },
    12,
  );
}, 180_000);
afterAll(() => laptop.discard(), 60_000);

const ask = async (bytes: Uint8Array) =>
  laptop.runtime.send(
    new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'application/x-image', Body: bytes }),
  );

/** The schedule comes every fifteen minutes; here it comes now. */
async function collect(): Promise<void> {
  const { endpoint, region, credentials } = laptop.cloud;
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const Payload = JSON.stringify({ 'detail-type': 'Scheduled Event', time: new Date().toISOString() });
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: 'labelloop-dev-collect-captures', Payload: Buffer.from(Payload) }),
  );
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
}

it('what the endpoint is asked comes back, is labeled, and is told of in status', async () => {
  await laptop.drop(PROJECT, await pictures(0, 60));
  laptop.hire();
  await laptop.labelNow(PROJECT);
  expect(await laptop.ended('squares-abc123-b000001')).toMatchObject({ outcome: 'deployed' });
  const described = await laptop.sageMaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
  expect(described.DataCaptureConfig).toMatchObject({ CaptureStatus: 'Started', CurrentSamplingPercentage: 100 });

  const asked = await pictures(200, 25);
  for (const picture of asked) {
    laptop.know(picture);
    await ask(picture.bytes);
  }
  await until(async () => ((await laptop.keys(keys.capturePrefix)).length > 0 ? true : undefined));
  await until(async () => {
    await collect();
    const look = await laptop.json<Drift>(keys.drift);
    return look && look.images >= 25 ? true : undefined;
  });
  const came = await laptop.keys(`incoming/${PROJECT}/.feedback/`);
  expect(came.length).toBeGreaterThan(0);
  const drift = (await laptop.json<Drift>(keys.drift))!;
  expect(drift.validation).toBeGreaterThanOrEqual(20);
  expect(drift.measures!.map(({ kind, label }) => label ?? kind)).toEqual(['red', 'blue', 'confidence', 'distance']);

  await laptop.labelNow(PROJECT);
  await laptop.ended('squares-abc123-b000002');
  // They know squares by their hashes, and human loops are their team's work too.
  await laptop.dismiss();
  const { out } = await laptop.labelloop('status', PROJECT);
  expect(out).toMatch(/feedback +\d+ came for doubt: \d+ labeled, \d+ corrected;.* by chance to validation/);
  expect(out).toMatch(/drift +(none|production has left)/);
}, 600_000);

it('keeps another share on the running endpoint without a training', async () => {
  const said = await laptop.labelloop('config', PROJECT, 'capture.sampled=40');
  expect(said.notes).toContain('within a quarter of an hour');
  const of = async () => {
    const { EndpointStatus, DataCaptureConfig } = await laptop.sageMaker.send(
      new DescribeEndpointCommand({ EndpointName: ENDPOINT }),
    );
    return EndpointStatus === 'InService' ? DataCaptureConfig?.CurrentSamplingPercentage : undefined;
  };
  const before = await laptop.executions();
  await collect();
  await until(async () => ((await of()) === 40 ? true : undefined));
  await collect();
  expect(await of()).toBe(40);
  expect(await laptop.executions()).toEqual(before);
  const [picture] = await pictures(300, 1);
  expect((await ask(picture!.bytes)).Body).toBeDefined();
  await laptop.labelloop('config', PROJECT, 'capture=null');
  await collect();
  await until(async () => {
    const { EndpointStatus, DataCaptureConfig } = await laptop.sageMaker.send(
      new DescribeEndpointCommand({ EndpointName: ENDPOINT }),
    );
    return EndpointStatus === 'InService' && !DataCaptureConfig ? true : undefined;
  });
}, 300_000);

const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;
if (!hasBoto3) console.warn('examples/human-review is skipped: there is no python3 with boto3');

(hasBoto3 ? it : it.skip)(
  'the example examples/human-review asks people about what the model is unsure of',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'labelloop-review-'));
    const paths = (await pictures(400, 12)).map(({ name, bytes }) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const bea = new RobotClient(laptop.cloud.portalUrl, AbortSignal.timeout(200_000));
    const invitation = (await inviteWorker(laptop.cloud, 'bea', OWN_WORKTEAM_ARN)).invitation;
    await bea.acceptInvitation(invitation, 'correct horse');
    const script = join(root, 'examples/human-review/review.py');
    const { bucket } = laptop.cloud;
    const review = spawn('python3', [script, ENDPOINT, bucket, OWN_WORKTEAM_ARN, ...paths], {
      env: { ...process.env, ...awsVariables(laptop.cloud) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    review.stdout.on('data', (text) => (said += text));
    const ended = once(review, 'close');
    let isOver = false;
    void ended.then(() => (isOver = true));
    const boxes = { boundingBoxes: [], inputImageProperties: { width: 96, height: 96 } };
    while (!isOver) {
      const job = (await bea.jobs(1)).find(({ title, left }) => title === 'Put each box right' && left > 0);
      const { task } = job ? await bea.next(job.jobReference, 1) : { task: null };
      if (!task) continue;
      expect(task.html).toContain('crowd-bounding-box');
      expect((await fetch(task.signedUrls[0]!)).status).toBe(200);
      await bea.answer(task, { boxes });
    }
    rmSync(folder, { recursive: true });
    expect((await ended)[0]).toBe(0);
    const asked = said.match(/people are asked/g)?.length ?? 0;
    expect(asked).toBeGreaterThan(0);
    expect(said.match(/unsure-\w+ Completed, boxes by people: \[0\]/g)).toHaveLength(asked);
  },
  300_000,
);

it('uses no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
