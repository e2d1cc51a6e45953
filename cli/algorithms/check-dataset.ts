import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import type { AlgorithmFile } from '../../shared/contracts/own-algorithm.ts';
import { exportDataset } from '../../shared/domain/dataset/export-dataset.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { recordIo } from '../../shared/domain/training/record-io.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';

export const CHECK_LABELS = ['red', 'blue'];
const COLOURS = [
  [220, 40, 30],
  [30, 60, 220],
];
/** Pixels of a side. */
const SIDE = 96;
const COUNTS = { train: 12, validation: 4 };

export interface CheckImage {
  name: string;
  bytes: Buffer;
  /** Its line of the manifest. */
  line: string;
}
export type CheckDataset = Record<'train' | 'validation', CheckImage[]>;

/** Twelve and four small PNG images, each with a red and a blue square on noise. */
export async function checkDataset(): Promise<CheckDataset> {
  const draw = async (split: string, number: number) => drawImage(`${split}-${number}`, seededRandom(number + 1));
  const many = (split: 'train' | 'validation', first: number) =>
    Promise.all(Array.from({ length: COUNTS[split] }, (_, index) => draw(split, first + index)));
  return { train: await many('train', 0), validation: await many('validation', COUNTS.train) };
}

async function drawImage(stem: string, random: () => number): Promise<CheckImage> {
  const between = (low: number, high: number) => Math.floor(low + (high - low) * random());
  const pixels = Buffer.alloc(SIDE * SIDE * 3);
  for (let at = 0; at < pixels.length; at += 3) pixels.fill(between(90, 160), at, at + 3);
  const annotations = COLOURS.map((colour, class_id) => {
    const side = between(18, 34);
    const [left, top] = [class_id * 48 + between(1, 47 - side), between(1, SIDE - side - 1)];
    for (let y = top; y < top + side; y++)
      for (let x = left; x < left + side; x++) pixels.set(colour, (y * SIDE + x) * 3);
    return { class_id, left, top, width: side, height: side };
  });
  const bytes = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png({ palette: false })
    .toBuffer();
  const name = `${stem}.png`;
  const line = JSON.stringify({
    'source-ref': `s3://check/images/${name}`,
    [LABEL_ATTRIBUTE_NAME]: { image_size: [{ width: SIDE, height: SIDE, depth: 3 }], annotations },
    [`${LABEL_ATTRIBUTE_NAME}-metadata`]: {
      objects: annotations.map(() => ({ confidence: 1 })),
      'class-map': Object.fromEntries(CHECK_LABELS.map((label, id) => [id, label])),
      type: 'groundtruth/object-detection',
      'human-annotated': 'yes',
    },
  });
  return { name, bytes, line };
}

/** Lays the channels out as files below `input/data`, in the format that the algorithm asks for. */
export async function writeCheckChannels(data: string, file: AlgorithmFile, dataset: CheckDataset): Promise<void> {
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(data, path)), { recursive: true });
    writeFileSync(join(data, path), content);
  };
  if (file.channels === 'augmented-manifest') {
    for (const split of ['train', 'validation'] as const) {
      write(`${split}/${split}.manifest`, `${dataset[split].map(({ line }) => line).join('\n')}\n`);
      const images = split === 'train' ? 'images' : 'validation-images';
      for (const { name, bytes } of dataset[split]) write(`${images}/${name}`, bytes);
    }
    return;
  }
  for (const split of ['train', 'validation'] as const)
    for (const { name, bytes } of dataset[split]) write(`${split}/${name}`, bytes);
  const side = (split: 'train' | 'validation') => new Map(dataset[split].map(({ name, line }) => [name, line]));
  const exported = await exportDataset([file.channels], {
    sides: { train: side('train'), validation: side('validation') },
    labels: CHECK_LABELS,
    attribute: LABEL_ATTRIBUTE_NAME,
    bytes: async () => undefined,
    png: pngCodec,
  });
  for (const [path, text] of exported) write(`annotations/${path.slice(file.channels.length + 1)}`, text);
}

/** One epoch of a channel in Pipe mode: image, then label, each as a RecordIO record. */
export async function* pipedEpoch(images: readonly CheckImage[]): AsyncGenerator<Uint8Array> {
  for (const { bytes, line } of images) {
    yield* recordIo(bytes);
    yield* recordIo(Buffer.from(JSON.stringify(JSON.parse(line)[LABEL_ATTRIBUTE_NAME])));
  }
}
