import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DatasetHead, DatasetSummary } from '../../shared/contracts/dataset.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import type { Project, TaskType } from '../../shared/contracts/project.ts';
import { decodePng } from '../../shared/domain/images/png-pixels.ts';
import { incomingPrefix, parseImageKey, projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { Laptop } from './laptop.ts';
import { LABELS, type Picture, pictures } from './squares.ts';

const IMAGES = 5;
/** The simulated workers err now and then. */
const MOST = IMAGES - 1;
const laptop = new Laptop();

const known = (await pictures(100, IMAGES)).map((picture, index): Picture => {
  const truth = { ...picture.truth, label: LABELS[index % 2]!, labels: index === 0 ? [] : LABELS };
  return { ...picture, truth };
});
const [unknown] = await pictures(200, 1);

type Line = Record<string, unknown>;
interface Outcome {
  head: DatasetHead;
  summary: DatasetSummary;
  lines: Line[];
  records: LedgerRecord[];
  execution: { status: string; outcome: string; reason: string };
}
const PROJECTS: Array<[project: string, taskType: TaskType, exports: Project['exports']]> = [
  ['outlines', 'polygon', ['coco', 'yolo-segment']],
  ['points', 'keypoints', ['coco', 'yolo-pose']],
  ['instances', 'instance-segmentation', ['coco', 'yolo-segment']],
  ['masks', 'semantic-segmentation', ['coco', 'yolo-segment']],
  ['classes', 'image-classification', ['yolo-classify', 'rekognition']],
  ['class-sets', 'image-classification-multi-label', ['sagemaker']],
];
const WITHOUT_ALGORITHM: TaskType[] = ['keypoints', 'instance-segmentation'];
const outcomes = new Map<string, Outcome>();

/** From a drop to the first dataset version. */
async function label(project: string, taskType: TaskType, exports: Project['exports']): Promise<void> {
  const keys = projectKeys(project);
  const config = newProject({ project, uid: 'abc123', labels: LABELS, taskType });
  const training = { ...config.training, algorithm: 'detector' };
  await laptop.put(keys.config, JSON.stringify({ ...config, training, exports }));
  for (const { name, bytes } of [...known, unknown!]) await laptop.put(`${incomingPrefix(project)}${name}`, bytes);
  await laptop.put(readyKey(project), '');
  const execution = await laptop.ended(`${project}-abc123-b000001`);
  const head = (await laptop.json<DatasetHead>(keys.datasetHead))!;
  const { folder } = head.versions[0]!;
  const manifests = (['train', 'validation'] as const).map((split) => laptop.text(keys.datasetManifest(folder, split)));
  const records = (await laptop.keys(keys.ledgerPrefix)).map((key) => laptop.json<LedgerRecord>(key));
  outcomes.set(project, {
    head,
    summary: (await laptop.json<DatasetSummary>(keys.datasetSummary(folder)))!,
    lines: (await Promise.all(manifests)).flatMap((text) =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ),
    records: (await Promise.all(records)).map((record) => record!),
    execution,
  });
}

beforeAll(async () => {
  await laptop.up();
  for (const { sha256, truth } of known) laptop.know({ sha256, truth });
  laptop.hire();
  await Promise.all(PROJECTS.map((project) => label(...project)));
  await laptop.dismiss();
}, 240_000);
afterAll(() => laptop.discard(), 60_000);

const exported = (project: string, path: string) =>
  laptop.text(projectKeys(project).datasetExport(outcomes.get(project)!.head.versions[0]!.folder, path));
const truthOf = (line: Line) =>
  known.find(({ sha256 }) => sha256 === parseImageKey(String(line['source-ref']))!.sha256)!.truth;

describe.each(PROJECTS)('a drop of the project %s', (project, taskType) => {
  it('becomes a dataset version; what nobody could label waits again, and an algorithm of boxes claims no training', async () => {
    const { head, summary, execution, records } = outcomes.get(project)!;
    const [version] = head.versions;
    expect(version!.train + version!.validation).toBe(IMAGES);
    expect(summary).toMatchObject({ taskType, labels: LABELS, humanAnnotated: IMAGES });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', outcome: 'labeled' });
    expect(execution.reason).toMatch(/^labeled dataset version 1 is ready at s3:\/\/.*\/datasets\/b000001-\w+\/; /);
    expect(execution.reason).toMatch(
      WITHOUT_ALGORITHM.includes(taskType)
        ? /no built-in algorithm learns [\w-]+; what comes out are its dataset versions, and [\w, -]+ beside them/
        : /detector does not learn [\w-]+; `labelloop config [\w-]+ training\.algorithm=\w+` trains/,
    );
    expect(await laptop.json(projectKeys(project).trainingClaim)).toBeUndefined();
    const recordOf = (sha256: string) => records.find((record) => record.sha256 === sha256);
    expect(recordOf(unknown!.sha256)).toMatchObject({ outcome: 'pending', attempts: 1 });
    expect(known.map(({ sha256 }) => recordOf(sha256)!.outcome)).toEqual(known.map(() => 'labeled'));
  });
});

it('counts polygons, and writes them as COCO and YOLO outlines', async () => {
  const { summary, lines } = outcomes.get('outlines')!;
  const drawn = lines.flatMap(({ labels }) => (labels as { annotations: Line[] }).annotations);
  expect(drawn.length).toBeGreaterThanOrEqual(2 * MOST);
  expect(drawn[0]).toEqual({ class_id: expect.any(Number), vertices: expect.any(Array) });
  const ofClass = (id: number) => drawn.filter(({ class_id }) => class_id === id).length;
  expect(summary).toMatchObject({ polygonsPerLabel: { red: ofClass(0), blue: ofClass(1) }, imagesWithoutPolygons: 0 });
  expect(lines[0]!['labels-metadata']).toMatchObject({ type: 'groundtruth/custom', 'checked-for': LABELS });
  const coco = JSON.parse(await exported('outlines', 'coco/instances_train.json'));
  expect(coco.annotations[0].segmentation[0].length).toBeGreaterThanOrEqual(8);
  expect(JSON.parse(await exported('outlines', 'yolo-segment/loss.json'))).toMatchObject({ written: IMAGES });
});

it('points at masks that are named by their bytes, and converts them whenever they are asked for', async () => {
  const { summary, lines, head } = outcomes.get('masks')!;
  const uri = String(lines[0]!['labels-ref']);
  expect(uri).toMatch(/\/projects\/masks\/masks\/[0-9a-f]{64}\.png$/);
  const metadata = lines.map((line) => line['labels-ref-metadata'] as Record<string, Line>);
  expect(metadata[0]).toMatchObject({ type: 'groundtruth/semantic-segmentation', 'checked-for': LABELS });
  const colours = metadata.map((one) => one['internal-color-map']!);
  expect(colours[0]!['0']).toMatchObject({ 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' });
  const red = colours.filter((map) => '1' in map).length;
  expect(red).toBeGreaterThanOrEqual(MOST);
  expect(summary).toMatchObject({ imagesPerLabel: { red }, imagesWithoutObjects: 0 });
  const mask = decodePng(await laptop.bytes(uri.split('/').slice(3).join('/')), pngCodec);
  expect(new Set(mask.colours).size).toBe(Object.keys(colours[0]!).length);
  const coco = JSON.parse(await exported('masks', 'coco/instances_train.json'));
  expect(coco.annotations[0].segmentation).toMatchObject({ size: [96, 96] });
  expect(JSON.parse(await exported('masks', 'yolo-segment/loss.json'))).toMatchObject({ written: IMAGES });
  const folder = `s3://${laptop.cloud.bucket}/${projectKeys('masks').datasetPrefix(head.versions[0]!.folder)}`;
  const args = [folder, '--to', 'coco', '--out', join(laptop.dataDir, 'converted')];
  expect(await laptop.labelloopAfterEnv('dataset', 'convert', ...args)).toMatchObject({ code: 0 });
});

it('counts images by class, one or several an image', async () => {
  const { summary, lines } = outcomes.get('classes')!;
  const chosen = lines.map((line) => (line['labels-metadata'] as Line)['class-name']);
  expect(lines.filter((line, index) => chosen[index] === truthOf(line).label).length).toBeGreaterThanOrEqual(MOST);
  expect(lines.map(({ labels }) => LABELS[Number(labels)])).toEqual(chosen);
  const red = chosen.filter((name) => name === 'red').length;
  expect(summary).toMatchObject({ imagesPerLabel: { red, blue: IMAGES - red } });
  expect(await exported('classes', 'yolo-classify/images.tsv')).toContain('/red/');
  const sets = outcomes.get('class-sets')!;
  const empty = sets.lines.filter(({ labels }) => (labels as number[]).length === 0);
  expect(empty.map(truthOf)).toContain(known[0]!.truth);
  expect(sets.summary).toMatchObject({ imagesWithoutLabels: empty.length });
  expect(sets.lines[0]!['labels-metadata']).toMatchObject({ type: 'groundtruth/image-classification-multilabel' });
  expect(JSON.parse(await exported('class-sets', 'sagemaker/channels.json')).HyperParameters.multi_label).toBe('1');
});

it('lets workers label polygons and masks again, and keeps what the new labels were made of', async () => {
  laptop.hire();
  const again = ['outlines', 'masks'].map(async (project) => {
    const sent = await laptop.labelloop('relabel', '--where', 'class=red', '--project', project, '--now', '--json');
    expect(sent).toMatchObject({ code: 0 });
    expect(await laptop.ended(`${project}-abc123-b000002`)).toMatchObject({ outcome: 'labeled' });
    const { versions } = (await laptop.json<DatasetHead>(projectKeys(project).datasetHead))!;
    expect(versions[1]).toMatchObject({ datasetVersion: 2, origin: { kind: 'relabel' } });
    const text = await laptop.text(projectKeys(project).datasetManifest(versions[1]!.folder, 'train'));
    const attribute = project === 'masks' ? 'labels-ref' : 'labels';
    const metadata = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)[`${attribute}-metadata`]);
    expect(metadata).toContainEqual(
      expect.objectContaining({ 'adjusted-from': `labeling-job/${project}-abc123-b000001` }),
    );
  });
  await Promise.all(again);
  await laptop.dismiss();
}, 240_000);

it('is begun by init, and status says that an algorithm of boxes trains nothing', async () => {
  const begun = await laptop.labelloop('init', 'cats', '--task', 'image-classification', '--labels', 'cat,dog');
  expect(begun).toMatchObject({ code: 0, out: expect.not.stringContaining('does not learn') });
  const one = await laptop.labelloop('init', 'cat', '--task', 'image-classification', '--labels', 'cat');
  expect(one).toMatchObject({ code: 2, notes: expect.stringContaining('image-classification needs 2 or more') });
  const { out } = await laptop.labelloop('status', 'masks');
  expect(out).toContain('training   none: detector does not learn semantic-segmentation');
  expect(out).not.toContain('champion');
});

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
