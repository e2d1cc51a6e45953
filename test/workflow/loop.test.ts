import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ListLabelingJobsCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import { projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { Laptop, until } from './laptop.ts';
import { pictures } from './squares.ts';

const PROJECT = 'squares';
const ENDPOINT = 'labelloop-dev-squares';
const BATCH = 'squares-abc123-b000001';
const keys = projectKeys(PROJECT);
const laptop = new Laptop();
const batchIds = (found: string[]) => [...new Set(found.map((key) => key.split('/')[3]))];
const dropped = await pictures(0, 12);
const told: string[] = [];
const webhook = createServer(async (request, response) => {
  told.push(JSON.parse((await request.toArray()).join('')).event);
  response.end();
});

beforeAll(async () => {
  await laptop.up();
  await new Promise<void>((listening) => webhook.listen(0, '127.0.0.1', listening));
  const webhookUrl = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}`;
  await laptop.init(PROJECT, { webhookUrl });
}, 180_000);
afterAll(async () => {
  await laptop.discard();
  webhook.closeAllConnections();
  webhook.close();
}, 60_000);

it('makes dropped images a dataset, a model and a live endpoint', async () => {
  const said = await laptop.drop(PROJECT, [...dropped, { name: 'notes.jpg', bytes: Buffer.from('not an image') }]);
  expect(said.outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(dropped.length);
  expect(said.outcomes).toContainEqual({ name: 'notes.jpg', outcome: 'quarantined', reason: expect.any(String) });
  laptop.hire();
  await laptop.labelNow(PROJECT);
  expect(await laptop.ended(BATCH)).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  await laptop.dismiss();
  const [version] = (await laptop.json<DatasetHead>(keys.datasetHead))!.versions;
  expect(version!.train + version!.validation).toBe(dropped.length);
  const { Body } = await laptop.runtime.send(
    new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'image/jpeg', Body: dropped[0]!.bytes }),
  );
  expect(JSON.parse(Body!.transformToString())).toMatchObject({ annotations: expect.any(Array) });
}, 120_000);

it('invites a person from a terminal that knows of no cloud, and records it', async () => {
  const { code, out } = await laptop.labelloop('workers', 'invite', 'ana');
  expect(code).toBe(0);
  expect(out).toContain(`${laptop.cloud.portalUrl}/#invitation=`);
  expect((await laptop.labelloop('audit')).out).toContain('invited');
});

it('says what the model gets wrong, and lets it be taken home, where it sees the same without labelloop', async () => {
  const { out: list } = await laptop.labelloop('models', '--json');
  expect(JSON.parse(list)).toMatchObject({ project: PROJECT, models: [{ datasetVersion: 1, decision: 'deploy' }] });
  const picture = join(laptop.dataDir, 'errors.png');
  const { out: why } = await laptop.labelloop('models', 'why', '--out', picture);
  expect(why).toMatch(/mAP@\.5 [01]\.\d{3} on \d+ validation images/);

  const folder = join(laptop.dataDir, 'home');
  await laptop.labelloop('models', 'get', '--out', folder);
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'photo.jpg'), dropped[0]!.bytes);
  const program = "import { detect } from './detect.mjs'; console.log(JSON.stringify(await detect('photo.jpg', 0)));";
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
  const endpoint = new InvokeEndpointCommand({
    EndpointName: ENDPOINT,
    ContentType: 'image/jpeg',
    Body: dropped[0]!.bytes,
  });
  const { annotations, 'class-map': labels } = JSON.parse(
    (await laptop.runtime.send(endpoint)).Body!.transformToString(),
  );
  const rounded = (text: string) =>
    JSON.parse(text, (_, value) => (typeof value === 'number' ? Number(value.toFixed(6)) : value));
  const named = annotations.map(({ class_id, ...box }: { class_id: number }) => ({ ...box, label: labels[class_id] }));
  expect(rounded(String(stdout))).toEqual(rounded(JSON.stringify(named)));
}, 60_000);

it('does nothing for images that it had before, and says so', async () => {
  const records = await laptop.keys(keys.ledgerPrefix);
  const again = dropped.map(({ name, bytes }) => ({ name: `again/${name}`, bytes }));
  const said = await laptop.drop(PROJECT, [...dropped, ...again]);
  expect(new Set(said.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['known', 'duplicate']));
  expect(said).toMatchObject({ waiting: 0, next: 'no image waits for labeling' });
  await laptop.labelNow(PROJECT);
  await until(async () => ((await laptop.keys(readyKey(PROJECT))).length === 0 ? true : undefined));
  expect(await laptop.keys(keys.ledgerPrefix)).toEqual(records);
  expect(await laptop.keys(keys.batchesPrefix).then(batchIds)).toEqual(['b000001']);
  expect(await laptop.executions()).toEqual([BATCH]);
  const { LabelingJobSummaryList = [] } = await laptop.sageMaker.send(new ListLabelingJobsCommand({}));
  expect(LabelingJobSummaryList.map(({ LabelingJobName }) => LabelingJobName)).toEqual([BATCH]);
}, 60_000);

it('tells the webhook that labeling began and that a model went live', async () => {
  await until(async () => (told.length >= 2 ? true : undefined));
  expect(told).toEqual(['labelingStarted', 'deployed']);
});

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
