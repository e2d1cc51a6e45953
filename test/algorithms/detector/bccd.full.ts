import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { referenceData } from '../../../bench/reference-data.ts';
import { readTruth } from '../../../cli/loop/read-truth.ts';

const LABELS = ['RBC', 'WBC', 'Platelets'];
const SECONDS = 300;
const data = referenceData('images_bccd');
const root = mkdtempSync(join(tmpdir(), 'labelloop-bccd-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Every fifth photograph by sorted name is held out. */
async function layOut(folder: string) {
  const truth = await readTruth(join(folder, 'Annotations'));
  cpSync(join(folder, 'JPEGImages'), join(root, 'input/data/images'), { recursive: true });
  const lines = readdirSync(join(folder, 'JPEGImages'))
    .sort()
    .map((name) => {
      const boxes = truth.get(name.replace('.jpg', '')) ?? [];
      const annotations = boxes.map(({ label, ...box }) => ({ class_id: LABELS.indexOf(label), ...box }));
      const label = { image_size: [{ width: 640, height: 480, depth: 3 }], annotations };
      return JSON.stringify({ 'source-ref': `s3://bucket/${name}`, labels: label });
    });
  const isHeldOut = (_: string, index: number) => index % 5 === 4;
  for (const [channel, chosen] of [
    ['train', lines.filter((line, index) => !isHeldOut(line, index))],
    ['validation', lines.filter(isHeldOut)],
  ] as const) {
    mkdirSync(join(root, 'input/data', channel));
    writeFileSync(join(root, 'input/data', channel, 'labels.manifest'), chosen.join('\n'));
  }
  mkdirSync(join(root, 'input/config'));
  const hyperparameters = { labels: JSON.stringify(LABELS), 'max-seconds': String(SECONDS) };
  writeFileSync(join(root, 'input/config/hyperparameters.json'), JSON.stringify(hyperparameters));
}

describe('the detector on real photographs', () => {
  (data ? it : it.skip)(
    `finds blood cells with mAP@.5 >= .90 after ${SECONDS} s of training (needs quiet cores; skips without ../shared/data/images_bccd)`,
    async () => {
      await layOut(data!);
      const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
        env: { ...process.env, ML_ROOT: root },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      const [code] = await once(child, 'close');
      expect(code).toBe(0);
      console.log(output.slice(output.indexOf('validation: ')));
      expect(Number(/validation:mAP50=([0-9.]+)/.exec(output)![1])).toBeGreaterThanOrEqual(0.9);
    },
    (SECONDS + 120) * 1000,
  );
});
