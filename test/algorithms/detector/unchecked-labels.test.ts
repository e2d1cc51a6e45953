/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import sharp from 'sharp';
import { loadExamples, readLabeledFiles } from '../../../algorithms/detector/images/dataset.ts';
import { createDetectorTrainer } from '../../../algorithms/detector/trainer.ts';

const LABELS = ['wren', 'robin'];
const frame = { width: 32, height: 32 };

/** The first step's loss on one image without any object, of which the line says what was looked for. */
async function lossOfNothing(checkedFor?: string[]): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'labelloop-unchecked-'));
  try {
    mkdirSync(join(root, 'train'));
    mkdirSync(join(root, 'images'));
    await sharp({ create: { ...frame, channels: 3, background: '#486' } })
      .png()
      .toFile(join(root, 'images', 'a.png'));
    const line = {
      'source-ref': 's3://bucket/a.png',
      labels: { image_size: [frame], annotations: [] },
      'labels-metadata': checkedFor ? { 'checked-for': checkedFor } : {},
    };
    writeFileSync(join(root, 'train', 'train.manifest'), `${JSON.stringify(line)}\n`);
    const { files } = await readLabeledFiles(join(root, 'train'), [join(root, 'images')], 'labels', LABELS);
    const examples = await loadExamples(files, frame, () => {});
    const options = { batchSize: 1, learningRate: 0.001, flip: 'none' as const, seed: 1, threads: 1 };
    const trainer = await createDetectorTrainer(examples, { frame, labels: LABELS.length, ...options });
    const loss = await trainer.step(0, 0);
    await trainer.close();
    return loss;
  } finally {
    rmSync(root, { recursive: true });
  }
}

it('learns that an object is not there only where somebody looked for it', async () => {
  const all = await lossOfNothing();
  expect(await lossOfNothing(LABELS)).toBe(all);
  const one = await lossOfNothing(['wren']);
  expect(one).toBeGreaterThan(0);
  expect(one).toBeLessThan(all);
  expect(await lossOfNothing([])).toBe(0);
}, 60_000);
