import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListLabelingJobsCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { Laptop } from './laptop.ts';
import { LABELS, pictures } from './squares.ts';
import { REQUEST_GRANTS } from './unseen-grants.ts';

const PROJECT = 'squares';
const ENDPOINT = 'labelloop-dev-squares';
const keys = projectKeys(PROJECT);
const execution = (number: number) => `squares-abc123-b00000${number}`;
const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-own-labels-'));
const own = await pictures(0, 14);

/** The pictures as files and what is on them as COCO. */
function writeCoco(file: string, shown = own) {
  mkdirSync(join(folder, 'photos'), { recursive: true });
  for (const { name, bytes, sha256, truth } of own) {
    writeFileSync(join(folder, 'photos', name), bytes);
    laptop.know({ sha256, truth });
  }
  const annotations = shown.flatMap(({ truth }, at) =>
    truth.boxes.map(({ label, left, top, width, height }) => ({
      image_id: at,
      category_id: LABELS.indexOf(label as (typeof LABELS)[number]),
      bbox: [left, top, width, height],
    })),
  );
  const images = shown.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
  const categories = LABELS.map((name, id) => ({ id, name }));
  writeFileSync(join(folder, file), JSON.stringify({ images, annotations, categories }));
  return join(folder, file);
}

const head = async () => (await laptop.json<DatasetHead>(keys.datasetHead))!;
const labelingJobs = async () => {
  const { LabelingJobSummaryList = [] } = await laptop.sageMaker.send(new ListLabelingJobsCommand({}));
  return LabelingJobSummaryList.map(({ LabelingJobName }) => LabelingJobName);
};

beforeAll(async () => {
  await laptop.up();
  await laptop.init(PROJECT);
}, 180_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(folder, { recursive: true });
}, 60_000);

it('makes images with the labels that people have a live endpoint, without a labeling job', async () => {
  const labels = writeCoco('labels.json');
  const drop = ['drop', join(folder, 'photos'), '--labels', labels, '--project', PROJECT];
  const { code, out, notes } = await laptop.labelloop(...drop, '--json');
  expect({ code, notes: code ? notes : '' }).toEqual({ code: 0, notes: '' });
  const said = JSON.parse(out);
  expect(said).toMatchObject({ labeled: 14, unlabeled: [], problems: [], batchId: 'b000001', unchanged: 0 });
  expect(said.dataset).toMatchObject({ datasetVersion: 1, origin: { kind: 'import', note: 'labels.json (coco)' } });
  expect(await laptop.ended(execution(1))).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  expect(await labelingJobs()).toEqual([]);
  const { Body } = await laptop.runtime.send(
    new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'image/jpeg', Body: own[0]!.bytes }),
  );
  expect(JSON.parse(Body!.transformToString())).toMatchObject({ annotations: expect.any(Array) });
  const again = await laptop.labelloop(...drop);
  expect(again).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing new: version 1 has these labels'),
  });
  expect((await head()).head).toBe(1);
  expect((await laptop.labelloop('status')).out).toContain('version 1: ');
}, 180_000);

it('sends one image back: workers start from its label, and theirs takes its place', async () => {
  const sheet = join(folder, 'sheet.png');
  const looked = await laptop.labelloop('relabel', '--where', 'disagrees or not', '--project', PROJECT);
  expect([looked.code, looked.notes]).toEqual([2, expect.stringContaining('is no condition')]);
  const dry = await laptop.labelloop('relabel', '--where', 'objects=2', '--dry-run', '--sheet', sheet, '--json');
  expect(JSON.parse(dry.out)).toMatchObject({ images: { length: 14 }, requests: [], sheet });
  expect((await sharp(sheet).metadata()).format).toBe('png');
  const model = await laptop.labelloop('relabel', '--where', 'disagrees and class=red', '--dry-run', '--json');
  expect(model.code).toBe(0);
  const name = own[3]!.name;
  const sent = await laptop.labelloop('relabel', name, '--reason', 'look again', '--json');
  const [request] = JSON.parse(sent.out).requests;
  expect((await laptop.labelloop('status')).out).toContain(`${request}: sent back, 1 images (look again)`);
  expect((await laptop.labelloop('relabel', '--cancel', request)).out).toContain('taken back');
  laptop.hire();
  await laptop.labelloop('relabel', name, '--reason', 'look again', '--now');
  expect(await laptop.ended(execution(2))).toMatchObject({ status: 'SUCCEEDED', outcome: 'labeled' });
  expect(await labelingJobs()).toEqual([execution(2)]);
  const { versions } = await head();
  expect(versions[1]).toMatchObject({ added: 1, origin: { kind: 'relabel', note: 'look again' } });
  const sides = (['train', 'validation'] as const).map((side) => keys.datasetManifest(versions[1]!.folder, side));
  const lines = (await Promise.all(sides.map((key) => laptop.text(key)))).join('').trim().split('\n');
  const line = JSON.parse(lines.find((text) => text.includes(own[3]!.sha256))!);
  expect(line['labels-metadata']).toMatchObject({
    'job-name': `labeling-job/${execution(2)}`,
    'adjusted-from': expect.stringMatching(/^labelloop-import\//),
    'adjustment-status': expect.stringMatching(/adjusted/),
  });
  expect(lines).toHaveLength(14);
}, 180_000);

it('makes no call that AWS would refuse, and uses every grant that only such labels need', () => {
  const { denied, unused } = laptop.judgeAccess();
  const named = unused.map(({ principal, action, resource }) => `${principal} ${action} ${resource.split(':').at(-1)}`);
  expect({ denied, unused: named.filter((grant) => REQUEST_GRANTS.test(grant)) }).toEqual({ denied: [], unused: [] });
});
