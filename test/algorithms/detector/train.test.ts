import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { packFolder } from '../../../local-cloud/sagemaker/container/model-archive.ts';
import { makeTinyDataset } from './tiny-dataset.ts';

jest.setTimeout(120_000);

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

async function container(count: number, hyperparameters: Record<string, string>) {
  const dataset = await makeTinyDataset(count, hyperparameters);
  roots.push(dataset.root);
  return dataset;
}

function start(root: string) {
  const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
    env: { ...process.env, ML_ROOT: root },
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  return { child, output };
}

async function train(root: string) {
  const { child, output } = start(root);
  const [code] = await once(child, 'close');
  return { code, output: output.join('') };
}

const model = (root: string) => readFileSync(join(root, 'model/model.onnx'));
const small = { 'batch-size': '4', 'checkpoint-seconds': '0.05' };

describe('training in the container', () => {
  it('learns twelve images by heart in a few seconds and prints the metrics for SageMaker to scrape', async () => {
    const { root } = await container(12, { 'max-steps': '40', 'batch-size': '8', 'learning-rate': '0.006' });
    const { code, output } = await train(root);
    expect(code).toBe(0);
    expect(output).toContain('train: 12 images, 1 lines skipped');
    expect(Number(/validation:mAP50=([0-9.]+)/.exec(output)![1])).toBeGreaterThan(0.9);
    expect(Number(/validation:mAP5095=([0-9.]+)/.exec(output)![1])).toBeGreaterThan(0.3);
    expect(JSON.parse(readFileSync(join(root, 'model/metadata.json'), 'utf8'))).toMatchObject({
      labels: ['red', 'blue'],
      frame: { width: 96, height: 64 },
    });

    // A few steps on: what the champion learned is there; with other classes it is of no use, and training says so.
    const archive = await packFolder(join(root, 'model'));
    const begin = async (hyperparameters: Record<string, string>) => {
      const next = await container(12, { 'max-steps': '4', 'batch-size': '8', ...hyperparameters });
      mkdirSync(join(next.root, 'input/data/model'));
      writeFileSync(join(next.root, 'input/data/model/model.tar.gz'), archive!);
      return (await train(next.root)).output;
    };
    const warm = await begin({});
    expect(warm).toContain('train: begins with what the champion learned');
    expect(Number(/validation:mAP50=([0-9.]+)/.exec(warm)![1])).toBeGreaterThan(0.9);
    const cold = await begin({ labels: JSON.stringify(['red', 'green']) });
    expect(cold).toContain('train: begins from nothing: the champion knows other classes: red, blue');
  });

  it('gives the same bytes for the same seed, also when it was killed and started again, and others for another seed', async () => {
    const steps = { ...small, 'max-steps': '16' };
    const [whole, killed, other] = await Promise.all([
      container(6, steps),
      container(6, steps),
      container(6, { ...steps, seed: '2' }),
    ]);
    const { child } = start(killed.root);
    await firstCheckpoint(killed.root);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(join(killed.root, 'model/model.onnx'))).toBe(false);
    const [, resumed] = await Promise.all([train(whole.root), train(killed.root), train(other.root)]);
    expect(resumed.output).toMatch(/resume: step \d+ of the last checkpoint/);
    expect(model(killed.root).equals(model(whole.root))).toBe(true);
    expect(model(other.root).equals(model(whole.root))).toBe(false);
  });

  it('ends early with a model when it is told to stop', async () => {
    const { root } = await container(4, small);
    const { child } = start(root);
    await firstCheckpoint(root);
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(model(root).length).toBeGreaterThan(100_000);
  });

  it.each([
    ['labels that are no JSON array', { labels: 'red,blue' }, /labels.*not JSON/],
    ['a learning rate out of range', { 'learning-rate': '"7"' }, /learning-rate.*holds/],
    ['an attribute that no line has', { 'label-attribute-name': 'boxes' }, /no line with the attribute "boxes"/],
  ])('says in output/failure what is wrong with %s', async (_, hyperparameters, message) => {
    const { root } = await container(2, hyperparameters);
    const { code } = await train(root);
    expect(code).toBe(1);
    expect(readFileSync(join(root, 'output/failure'), 'utf8')).toMatch(message);
  });

  it('names the line and the image when a channel lacks one', async () => {
    const { root, images } = await container(2, {});
    rmSync(images[1]!.file);
    await train(root);
    expect(readFileSync(join(root, 'output/failure'), 'utf8')).toMatch(/train\.manifest, line 2 names .*1\.png/);
  });

  it('names an image that cannot be read', async () => {
    const { root, images } = await container(2, {});
    writeFileSync(images[0]!.file, 'no picture');
    await train(root);
    expect(readFileSync(join(root, 'output/failure'), 'utf8')).toMatch(/0\.png cannot be read/);
  });
});

/** Resolves when training has written its first checkpoint. */
async function firstCheckpoint(root: string) {
  const seen = Promise.withResolvers<void>();
  const watcher = watch(join(root, 'checkpoints'), (_, name) => name === 'checkpoint.bin' && seen.resolve());
  await seen.promise;
  watcher.close();
}
