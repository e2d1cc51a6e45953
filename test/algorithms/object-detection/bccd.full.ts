import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { referenceData } from '../../../bench/reference-data.ts';
import { readTruth } from '../../../cli/loop/read-truth.ts';
import { recordIo } from '../../../shared/domain/training/record-io.ts';

const LABELS = ['RBC', 'WBC', 'Platelets'];
const data = referenceData('images_bccd');
const root = mkdtempSync(join(tmpdir(), 'labelloop-bccd-built-in-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Every fifth photograph by sorted name is held out. */
async function layOut(folder: string): Promise<number> {
  const truth = await readTruth(join(folder, 'Annotations'));
  const names = readdirSync(join(folder, 'JPEGImages')).sort();
  const isHeldOut = (index: number) => index % 5 === 4;
  const records = (isChosen: (index: number) => boolean) =>
    names
      .filter((_, index) => isChosen(index))
      .flatMap((name) => {
        const boxes = truth.get(name.replace('.jpg', '')) ?? [];
        const annotations = boxes.map(({ label, ...box }) => ({ class_id: LABELS.indexOf(label), ...box }));
        const label = JSON.stringify({ image_size: [{ width: 640, height: 480, depth: 3 }], annotations });
        return [readFileSync(join(folder, 'JPEGImages', name)), Buffer.from(label)];
      });
  const train = records((index) => !isHeldOut(index));
  for (const path of ['input/config', 'input/data']) mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'input/data/train_0'), Buffer.concat(train.flatMap(recordIo)));
  writeFileSync(join(root, 'input/data/validation_0'), Buffer.concat(records(isHeldOut).flatMap(recordIo)));
  const mode = { TrainingInputMode: 'Pipe' };
  writeFileSync(join(root, 'input/config/inputdataconfig.json'), JSON.stringify({ train: mode, validation: mode }));
  return train.length / 2;
}

describe("our stand-in for SageMaker's object-detection, on real photographs", () => {
  (data ? it : it.skip)(
    "finds blood cells with the hyperparameters of AWS's walk-through (skips without ../shared/data/images_bccd)",
    async () => {
      const samples = await layOut(data!);
      const hyperparameters = {
        base_network: 'resnet-50',
        num_classes: String(LABELS.length),
        mini_batch_size: '1',
        epochs: '30',
        learning_rate: '0.001',
        image_shape: '300',
        label_width: '350',
        num_training_samples: String(samples),
      };
      writeFileSync(join(root, 'input/config/hyperparameters.json'), JSON.stringify(hyperparameters));
      const child = spawn(process.execPath, ['algorithms/object-detection/train.ts'], {
        env: { ...process.env, ML_ROOT: root },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      const [code] = await once(child, 'close');
      expect(code).toBe(0);
      console.log(output);
      expect(Number(/validation mAP <score>=\(([0-9.]+)\)/.exec(output)![1])).toBeGreaterThanOrEqual(0.85);
    },
    1_800_000,
  );
});
