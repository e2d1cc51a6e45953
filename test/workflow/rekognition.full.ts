import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { awsVariables } from '../../cli/aws-variables.ts';
import type { RekognitionRuns } from '../../shared/contracts/rekognition-runs.ts';
import { Laptop, until } from './laptop.ts';
import { LABELS, pictures } from './squares.ts';

const PROJECT = 'squares';
const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-rekognition-'));
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

beforeAll(async () => {
  await laptop.up();
  await laptop.init(PROJECT, { validationFraction: 0.3 });
  // Labels alone are wanted: labelloop itself trains nothing on so few.
  await laptop.labelloop('config', PROJECT, 'training.minImages=1000');
  const labels = await writeDataset();
  const dropped = await laptop.labelloop('drop', join(folder, 'photos'), '--labels', labels, '--project', PROJECT);
  if (dropped.code !== 0) throw new Error(dropped.notes);
}, 800_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(folder, { recursive: true });
}, 60_000);

/** Thirty pictures as files, and what is on them as COCO. @returns the labels' file */
async function writeDataset(): Promise<string> {
  const own = await pictures(0, 30);
  mkdirSync(join(folder, 'photos'));
  for (const { name, bytes } of own) writeFileSync(join(folder, 'photos', name), bytes);
  const images = own.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
  const annotations = own.flatMap(({ truth }, image_id) =>
    truth.boxes.map(({ label, left, top, width, height }) => ({
      ...{ image_id, category_id: LABELS.indexOf(label as (typeof LABELS)[number]), bbox: [left, top, width, height] },
    })),
  );
  const categories = LABELS.map((name, id) => ({ id, name }));
  const file = join(folder, 'labels.json');
  writeFileSync(file, JSON.stringify({ images, annotations, categories }));
  return file;
}

async function rekognition(...words: string[]) {
  const { code, out, notes } = await laptop.labelloop('rekognition', ...words, '--json');
  return { code, notes, said: out ? JSON.parse(out) : undefined };
}

/** The schedule comes every five minutes; here it comes when it is told, at any time. */
async function sweep(time: string): Promise<void> {
  const { endpoint, region, credentials } = laptop.cloud;
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const Payload = Buffer.from(JSON.stringify({ 'detail-type': 'Scheduled Event', time }));
  const FunctionName = 'labelloop-dev-stop-rekognition-models';
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
}

it('trains on a project’s labels, runs for a time, is asked, and is stopped by itself when that is over', async () => {
  const early = await rekognition('start', '--for', '1h');
  expect(early).toMatchObject({ code: 1, notes: expect.stringContaining('no trained model') });
  const dry = await rekognition('train', '--dry-run');
  expect(dry).toMatchObject({ code: 0, said: { trained: null, dataset: { version: 1, problems: [] } } });
  const trained = await rekognition('train');
  expect(trained).toMatchObject({
    code: 0,
    said: { trained: { status: 'TRAINING_COMPLETED' }, standIn: expect.stringContaining('nothing is billed') },
  });
  expect(trained.said.trained.f1).toBeGreaterThan(0.8);
  const { train, test } = trained.said.dataset;
  expect(train.images + test.images).toBe(30);
  // The same labels again are the same version.
  const again = await rekognition('train');
  expect(again.said.trained.arn).toBe(trained.said.trained.arn);

  const [picture] = await pictures(900, 1);
  const photo = join(folder, 'photo.jpg');
  writeFileSync(photo, picture!.bytes);
  expect(await rekognition('detect', photo)).toMatchObject({ code: 1, notes: expect.stringContaining('start --for') });
  const started = await rekognition('start', '--for', '30m');
  expect(started).toMatchObject({ code: 0, said: { units: 1, mostUsd: 2 } });
  const later = await rekognition('start', '--for', '1h');
  expect(Date.parse(later.said.until)).toBeGreaterThan(Date.parse(started.said.until));
  const seen = await rekognition('detect', photo);
  expect(seen.said.labels.map(({ label }: { label: string }) => label).sort()).toEqual(['blue', 'red']);
  for (const { label, box } of seen.said.labels) {
    const truth = picture!.truth.boxes.find((one) => one.label === label)!;
    expect(Math.abs(box.left - truth.left)).toBeLessThan(8);
    expect(Math.abs(box.top - truth.top)).toBeLessThan(8);
  }
  expect(existsSync(join(folder, 'photo.rekognition.png'))).toBe(true);

  const { until: end } = later.said;
  await sweep(new Date(Date.parse(end) - 60_000).toISOString());
  expect((await rekognition('status')).said.versions[0].status).toBe('RUNNING');
  await sweep(end);
  await until(async () => {
    const { versions } = (await rekognition('status')).said;
    return versions[0].status === 'STOPPED' ? true : undefined;
  });
  await sweep(new Date(Date.parse(end) + 60_000).toISOString());
  const runs = (await laptop.json<RekognitionRuns>('rekognition/runs.json'))!.runs;
  expect(runs).toMatchObject([{ project: PROJECT, units: 1, stoppedAt: expect.any(String) }]);
  const spent = await laptop.labelloop('cost', 'spent', PROJECT);
  expect(spent.out).toMatch(/Rekognition Custom Labels at \$4\.00 an hour and unit: 1 run, \d\.\d inference hours/);
}, 800_000);

it('is stopped by hand, and deleted only when somebody means it', async () => {
  await rekognition('start', '--for', '1h');
  const stopped = await rekognition('stop');
  expect(stopped.said.stopped).toMatchObject([{ usd: 0 }]);
  expect((await rekognition('stop')).said.stopped).toEqual([]);
  expect((await rekognition('delete')).code).toBe(2);
  const { said } = await rekognition('delete', '--yes');
  expect(said.versions).toHaveLength(1);
  expect((await rekognition('status')).said.versions).toEqual([]);
}, 600_000);

(hasBoto3 ? it : it.skip)('answers boto3 as Rekognition does', () => {
  const script = `
import boto3
client = boto3.client('rekognition')
arn = client.create_project(ProjectName='boto')['ProjectArn']
print(client.describe_projects(ProjectNames=['boto'])['ProjectDescriptions'][0]['Status'])
try:
    client.create_project(ProjectName='boto')
except client.exceptions.ResourceAlreadyExistsException as error:
    print('again', error.response['Error']['Code'])
print(client.delete_project(ProjectArn=arn)['Status'])
`;
  const env = { ...process.env, ...awsVariables(laptop.cloud) };
  const { stdout, stderr } = spawnSync('python3', ['-c', script], { env, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({
    ...{ stderr: '', stdout: 'CREATED\nagain ResourceAlreadyExistsException\nDELETING\n' },
  });
});

it('uses no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
