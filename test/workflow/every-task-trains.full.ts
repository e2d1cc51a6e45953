import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import type { TaskType } from '../../shared/contracts/project.ts';
import type { Champion, Evaluation } from '../../shared/contracts/training.ts';
import { incomingPrefix, projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { Laptop } from './laptop.ts';
import { LABELS, type Picture, pictures } from './squares.ts';

const STEPS = { 'max-steps': '30', 'input-size': '96', threads: '1', 'batch-size': '8' };
const laptop = new Laptop();

/** Even ones show both squares as drawn; of one class an image is what its number says, sets alternate. */
const known = (await pictures(300, 16)).map((picture, index): Picture => {
  const truth = { ...picture.truth, label: LABELS[index % 2]!, labels: index % 2 === 0 ? LABELS : [LABELS[0]!] };
  return { ...picture, truth };
});
const [first, later] = [known.slice(0, 12), known.slice(12)];

const PROJECTS: Array<[project: string, taskType: TaskType, metric: string]> = [
  ['classes', 'image-classification', 'accuracy'],
  ['class-sets', 'image-classification-multi-label', 'macroF1'],
  ['masks', 'semantic-segmentation', 'meanIoU'],
  ['outlines', 'polygon', 'meanIoU'],
];

async function drop(project: string, some: readonly Picture[]) {
  for (const { name, bytes } of some) await laptop.put(`${incomingPrefix(project)}${name}`, bytes);
  await laptop.put(readyKey(project), '');
}

beforeAll(async () => {
  await laptop.up();
  for (const { sha256, truth } of known) laptop.know({ sha256, truth });
  laptop.hire();
}, 180_000);
afterAll(async () => {
  await laptop.dismiss();
  await laptop.discard();
}, 60_000);

it.each(PROJECTS)(
  'a drop of the project %s becomes a dataset, a model and a live endpoint that detect asks',
  async (project, taskType, metric) => {
    const keys = projectKeys(project);
    const config = newProject({ project, uid: 'abc123', labels: LABELS, taskType });
    const training = { ...config.training, minImages: 8, minNewLabels: 100, hyperparameters: STEPS };
    const gate = { policy: 'notWorse', minimumScore: 0, tolerance: 0 };
    await laptop.put(keys.config, JSON.stringify({ ...config, training, gate }));
    await drop(project, first);
    expect(await laptop.ended(`${project}-abc123-b000001`)).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
    const champion = (await laptop.json<Champion>(keys.champion))!;
    expect(champion).toMatchObject({ metric, score: expect.any(Number) });

    const evaluations = (await laptop.keys(`projects/${project}/evaluations/`)).filter((key) =>
      key.endsWith('evaluation.json'),
    );
    const evaluation = (await laptop.json<Evaluation>(evaluations[0]!))!;
    expect(evaluation).toMatchObject({ metric, score: champion.score });
    expect(Object.keys(evaluation.perLabel)).toEqual(LABELS);

    const photo = join(laptop.dataDir, `${project}.jpg`);
    writeFileSync(photo, known[0]!.bytes);
    const { code, out } = await laptop.labelloop('detect', photo, '--project', project, '--json');
    expect(code).toBe(0);
    const said = JSON.parse(out);
    expect(existsSync(said.picture)).toBe(true);
    for (const detection of said.detections) expect(LABELS).toContain(detection.label);
    if (taskType.startsWith('image-class')) expect(said.detections).toHaveLength(LABELS.length);

    const models = await laptop.labelloop('models', '--project', project);
    expect(models.out).toContain(champion.modelName);
    const why = await laptop.labelloop(
      'models',
      'why',
      '--project',
      project,
      '--out',
      join(laptop.dataDir, `${project}.png`),
    );
    expect(why).toMatchObject({ code: 0, out: expect.stringContaining('validation images') });
    const home = join(laptop.dataDir, `${project}-home`);
    expect(await laptop.labelloop('models', 'get', '--project', project, '--out', home)).toMatchObject({ code: 0 });
  },
  900_000,
);

it.each([
  ['masks', 'pre-labels-ref'],
  ['outlines', 'pre-labels'],
])(
  'people who label the next drop of %s start from what the champion sees',
  async (project, attribute) => {
    const keys = projectKeys(project);
    await drop(project, later);
    expect(await laptop.ended(`${project}-abc123-b000002`)).toMatchObject({ status: 'SUCCEEDED', outcome: 'labeled' });
    const lines = (await laptop.text(keys.inputManifest('b000002')))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(lines.filter((line) => attribute in line).length).toBeGreaterThan(0);
    const head = (await laptop.json<DatasetHead>(keys.datasetHead))!;
    expect(head.head).toBe(2);
  },
  900_000,
);

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
