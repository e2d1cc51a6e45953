import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Laptop, root } from '../workflow/laptop.ts';

/** A training from random weights on two busy cores. */
jest.setTimeout(1_500_000);

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('python3 is not there: the example algorithms are skipped');
const samples = mkdtempSync(join(tmpdir(), 'labelloop-squares-'));
const laptop = new Laptop();

beforeAll(async () => {
  if (hasPython) spawnSync('python3', [join(root, 'examples/custom-algorithm/samples.py'), samples]);
  await laptop.up();
}, 300_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(samples, { recursive: true });
});

/** The commands of docs/algorithms.md, as a person types them; each must work. */
async function type(...lines: string[][]) {
  let out = '';
  for (const line of lines) {
    const said = await laptop.labelloop(...line);
    if (said.code !== 0) throw new Error(`labelloop ${line.join(' ')}: ${said.notes}`);
    out = said.out;
  }
  return out;
}

/** From an algorithm's folder to a picture with boxes: four commands. */
async function toLiveEndpoint(name: string, project: string, hyperparameters: string[] = []) {
  const picture = join(process.env.LABELLOOP_PICTURES ?? samples, `${project}.png`);
  const labels = join(samples, 'instances.json');
  const chosen = hyperparameters.length ? ['--hyperparameters', hyperparameters.join(',')] : [];
  const dropped = await type(
    ['algorithms', 'add', name, '--dir', `examples/${name}`],
    ['init', project, '--labels', 'red,blue', '--algorithm', name, ...chosen],
    ['drop', samples, '--labels', labels, '--project', project, '--wait', '--json'],
  );
  expect(JSON.parse(dropped)).toMatchObject({ outcome: 'deployed', endpointStatus: 'InService' });
  const seen = JSON.parse(
    await type(['detect', join(samples, 'squares-007.png'), '--project', project, '--out', picture, '--json']),
  );
  expect(existsSync(picture)).toBe(true);
  expect(seen.detections.map(({ label }: { label: string }) => label).sort()).toEqual(['blue', 'red']);
  const [status] = JSON.parse(await type(['status', project, '--json'])).projects;
  return status.champion.score as number;
}

describe('an algorithm of the examples, with Python on this machine', () => {
  (hasPython ? it : it.skip)('in the standard library goes from nothing to a live endpoint', async () => {
    expect(await toLiveEndpoint('custom-algorithm', 'small')).toBeGreaterThan(0.9);
  });

  (hasPython ? it : it.skip)(
    'LibreYOLO, under MIT, learns from random weights and serves by ONNX Runtime',
    async () => {
      const small = ['epochs=60', 'imgsz=64', 'batch=8', 'threads=1'];
      const quick = [...small, 'lr0=0.005', 'aux_weight=0', 'mosaic_prob=0'];
      // One class of two is .5.
      expect(await toLiveEndpoint('libreyolo', 'libre', quick)).toBeGreaterThan(0.6);
    },
  );

  (hasPython ? it : it.skip)('YOLO11 learns from random weights and serves by ONNX Runtime', async () => {
    const quick = ['epochs=40', 'imgsz=64', 'batch=16', 'threads=1'];
    expect(await toLiveEndpoint('yolo', 'yolos', quick)).toBeGreaterThan(0.7);
  });
});
