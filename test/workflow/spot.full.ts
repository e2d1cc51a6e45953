import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { Laptop } from './laptop.ts';
import { LABELS, pictures } from './squares.ts';

/** Longer than a busy machine takes to begin. */
const INTERRUPT_AFTER_SECONDS = 20;
const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-spot-'));

beforeAll(async () => {
  await laptop.up('--interrupt-spot', String(INTERRUPT_AFTER_SECONDS));
  const { training } = newProject({ project: 'squares', uid: 'abc123', labels: LABELS, taskType: 'bounding-box' });
  const hyperparameters = { 'max-seconds': '30', 'input-size': '96', threads: '1', 'checkpoint-seconds': '5' };
  await laptop.init('squares', {
    training: { ...training, spot: true, minImages: 8, minNewLabels: 4, hyperparameters },
  });
  const made = await pictures(0, 14);
  for (const { name, bytes } of made) writeFileSync(join(folder, name), bytes);
  const images = made.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
  const annotations = made.flatMap(({ truth }, image_id) =>
    truth.boxes.map(({ label, left, top, width, height }) => ({
      image_id,
      category_id: LABELS.indexOf(label as (typeof LABELS)[number]),
      bbox: [left, top, width, height],
    })),
  );
  const categories = LABELS.map((name, id) => ({ id, name }));
  writeFileSync(join(folder, 'labels.json'), JSON.stringify({ images, annotations, categories }));
}, 180_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(folder, { recursive: true });
});

it('a spot training whose machine is taken away goes on from its checkpoint, is deployed, and says what it saved', async () => {
  const drop = ['drop', folder, '--labels', join(folder, 'labels.json'), '--project', 'squares'];
  expect(await laptop.labelloop(...drop)).toMatchObject({ code: 0 });
  expect(await laptop.ended('squares-abc123-b000001')).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  const { out } = await laptop.labelloop('models', '--project', 'squares', '--json');
  const [{ modelName, training }] = JSON.parse(out).models;
  expect(training).toMatchObject({ spot: true, interruptions: 1 });
  const shown = await laptop.labelloop('models', '--project', 'squares');
  expect(shown.out).toMatch(/trained \d+ s on spot capacity, interrupted once, \d+ s billed: \$0\.00 saved \(0 %\)/);

  // What the detector had printed before it was told to stop was not done again.
  const log = readFileSync(join(laptop.dataDir, 'logs/training-jobs', `${modelName}.log`), 'utf8');
  const [before, after] = log.split(/resume: step /);
  const seen = [...before!.matchAll(/step=(\d+)\//g)].map(([, step]) => Number(step));
  expect(seen.length).toBeGreaterThan(0);
  expect(Number.parseInt(after!, 10)).toBeGreaterThanOrEqual(seen.at(-1)!);
}, 240_000);

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
