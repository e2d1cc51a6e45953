import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { BoxAnnotation } from '../../../shared/contracts/manifest-line.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';

export const LABELS = ['red', 'blue'];
const SIZE = { width: 96, height: 64 };

export interface TinyDataset {
  /** What ML_ROOT names. */
  root: string;
  images: { file: string; boxes: BoxAnnotation[] }[];
}

/**
 * A container's root folder with `count` pictures of red and blue rectangles, the same ones for training and
 * validation.
 */
export async function makeTinyDataset(count: number, hyperparameters: Record<string, string>): Promise<TinyDataset> {
  const root = mkdtempSync(join(tmpdir(), 'labelloop-detector-'));
  const folder = (path: string) => {
    mkdirSync(join(root, path), { recursive: true });
    return join(root, path);
  };
  folder('checkpoints');
  const images = folder('input/data/images');
  const random = seededRandom(5);
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low));
  const made: TinyDataset['images'] = [];
  for (let index = 0; index < count; index++) {
    const boxes = [0, 1].map((class_id) => ({
      class_id,
      left: between(2, 20) + 48 * ((class_id + index) % 2),
      top: between(2, 30),
      width: between(14, 24),
      height: between(14, 28),
    }));
    const file = join(images, `${index}.png`);
    await sharp({ create: { ...SIZE, channels: 3, background: { r: 90, g: between(60, 140), b: 90 } } })
      .composite(
        boxes.map(({ class_id, left, top, width, height }) => ({
          input: { create: { width, height, channels: 3, background: class_id === 0 ? '#d02020' : '#2020d0' } },
          left,
          top,
        })),
      )
      .png()
      .toFile(file);
    made.push({ file, boxes });
  }
  const lines = made.map(({ file, boxes }) =>
    JSON.stringify({ 'source-ref': `s3://bucket${file}`, labels: { image_size: [SIZE], annotations: boxes } }),
  );
  const failed = JSON.stringify({ 'source-ref': 's3://bucket/failed.png', 'labels-metadata': {} });
  writeFileSync(join(folder('input/data/train'), 'train.manifest'), `${[...lines, failed].join('\n')}\n`);
  writeFileSync(join(folder('input/data/validation'), 'validation.manifest'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder('input/config'), 'hyperparameters.json'),
    JSON.stringify({
      labels: JSON.stringify(LABELS),
      threads: '1',
      'input-size': '96',
      evidence: 'none',
      ...hyperparameters,
    }),
  );
  return { root, images: made };
}
