import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { pictures } from '../../workflow/squares.ts';
import { StageByCli } from './stage-by-cli.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(900_000);

const IMAGES = 24;
const folder = mkdtempSync(join(tmpdir(), 'labelloop-stage-'));
const photos = join(folder, 'photos');
const labels = join(folder, 'labels.json');
const stage = new StageByCli('dev');
beforeAll(async () => {
  mkdirSync(photos);
  const drawn = await pictures(0, IMAGES);
  for (const { name, bytes } of drawn) writeFileSync(join(photos, name), bytes);
  const annotations = drawn.flatMap(({ truth }, image_id) =>
    truth.boxes.map(({ label, left, top, width, height }) => ({
      ...{ image_id, category_id: label === 'red' ? 0 : 1 },
      bbox: [left, top, width, height],
    })),
  );
  const images = drawn.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
  const categories = ['red', 'blue'].map((name, id) => ({ id, name }));
  writeFileSync(labels, JSON.stringify({ images, annotations, categories }));
  await stage.up();
});
afterAll(() => stage.laptop.discard());

const birds = async () => (await stage.json('status', 'birds')).projects[0];

it('a stage that was deployed carries labeled images to a live endpoint, every command by --stage', async () => {
  const deployed = await stage.json('deploy');
  await stage.json('init', 'birds', '--labels', 'red,blue', '--workers', '1');
  const quick = { 'max-seconds': '6', 'input-size': '96', threads: '1', evidence: 'none' };
  const hyperparameters = Object.entries(quick).map(([name, value]) => `training.hyperparameters.${name}=${value}`);
  await stage.json('config', 'birds', 'gate.minimumScore=0', 'gate.policy=notWorse', ...hyperparameters);
  const dropped = await stage.json('drop', photos, '--labels', labels, '--project', 'birds');
  expect(dropped.dataset).toMatchObject({ datasetVersion: 1 });
  let now = await birds();
  for (; !now.champion || now.endpointStatus !== 'InService'; now = await birds()) expect(now.failures).toEqual([]);
  expect(now.champion.endpointName).toBe('labelloop-dev-birds');
  const out = join(folder, 'found.png');
  const found = await stage.json('detect', join(photos, 'square-1.jpg'), '--project', 'birds', '--out', out);
  expect(found.endpoint).toBe('labelloop-dev-birds');

  const { executions } = await stage.json('executions', '--project', 'birds');
  expect(executions).toMatchObject([{ status: 'SUCCEEDED' }]);
  const { visits } = await stage.json('executions', executions[0].name);
  expect(visits.map(({ state }: { state: string }) => state)).toEqual(
    expect.arrayContaining(['MergeLabels', 'CreateTrainingJob', 'ScoreModel', 'SmokeTest', 'PromoteModel']),
  );
  expect((await stage.json('models')).models).toHaveLength(1);
  expect(await stage.json('story', 'square-1.jpg')).toMatchObject({ batches: [{ batchId: 'b000001' }] });
  expect((await stage.json('cost', 'spent', 'birds')).months[0].total).toBeGreaterThan(0);
  expect((await stage.json('env')).LABELLOOP_BUCKET).toBe(deployed.bucket);
  expect((await stage.labelloop(['audit', '--json'])).out).toContain('deployed');
  expect((await stage.labelloop(['rounds', 'birds'])).notes).toContain('no batch of the project was labeled in rounds');
});

it('people are invited, images without labels and labels sent back become labeling jobs of the engine’s functions', async () => {
  const { link } = await stage.json('workers', 'invite', 'ana');
  expect(link).toContain('#invitation=');
  await stage.json('classes', 'birds', '--add', 'green');
  const more = join(folder, 'more');
  mkdirSync(more);
  for (const { name, bytes } of await pictures(100, 3)) writeFileSync(join(more, name), bytes);
  await stage.json('drop', more, '--project', 'birds');
  await stage.json('label-now', 'birds');
  await stage.json('relabel', 'square-2.jpg', '--reason', 'look again', '--now', '--project', 'birds');
  let now = await birds();
  const jobs = () => now.executions.filter(({ status }: { status: string }) => status === 'RUNNING');
  for (; jobs().length < 2; now = await birds()) expect(now.failures).toEqual([]);
  expect((await stage.json('workers')).workers).toBeDefined();
});

it('a removal leaves the data, and the next deploy takes them over', async () => {
  const { bucket } = await stage.json('env').then((env) => ({ bucket: env.LABELLOOP_BUCKET }));
  const Key = 'projects/birds/project.json';
  const text = async () => {
    const { Body } = await stage.laptop.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return Body!.transformToString();
  };
  const before = await text();
  const gone = await stage.json('destroy', '--yes');
  expect(gone.endpoints).toEqual(['labelloop-dev-birds']);
  expect(await stage.stack()).toBeUndefined();
  expect(await text()).toBe(before);
  const again = await stage.json('deploy', '--try');
  expect(again).toMatchObject({ bucket, tried: { project: 'tryout', endpoint: 'labelloop-dev-tryout' } });
  expect(again.tried.costUsd).toBeGreaterThan(0);
  expect(await text()).toBe(before);
  const report = join(folder, 'report.json');
  await stage.json('deploy', '--report', report);
  const { stack, projects } = JSON.parse(readFileSync(report, 'utf8'));
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(projects.map(({ project }: { project: string }) => project)).toEqual(['birds', 'tryout']);
  expect((await birds()).dataset.datasetVersion).toBe(1);
  await stage.json('destroy', '--delete-data', '--yes');
  expect(await stage.stack()).toBeUndefined();
  await expect(stage.laptop.s3.send(new HeadBucketCommand({ Bucket: bucket }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});

it('needs nothing that the published policy of the deployer does not allow', () => {
  expect(stage.denied()).toEqual([]);
});
