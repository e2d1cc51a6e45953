import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseJson } from '../../../shared/contracts/parse.ts';
import { trainingEvidenceSchema } from '../../../shared/contracts/training-evidence.ts';
import { makeTinyDataset } from './tiny-dataset.ts';

it('a training of few images leaves what quick models say of all of them', async () => {
  const { root } = await makeTinyDataset(12, { 'max-steps': '160', 'batch-size': '8', evidence: 'auto' });
  const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
    env: { ...process.env, ML_ROOT: root },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  expect(output).toMatch(/evidence: 4 folds of 24 images, quick models: mAP50 [01]\.\d/);
  const evidence = readFileSync(join(root, 'output/data/evidence.json'), 'utf8');
  expect(parseJson(trainingEvidenceSchema, evidence, 'evidence.json').crossValidation!.images).toHaveLength(24);
  rmSync(root, { recursive: true });
}, 300_000);
