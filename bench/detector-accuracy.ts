import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { permutation, randomFor } from '../algorithms/onnx/random.ts';
import { readTruth } from '../cli/loop/read-truth.ts';
import { generateSampleImages } from '../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../examples/sample-images/logos.ts';
import { referenceData } from './reference-data.ts';

/**
 * What the detector learns from real photographs: `node bench/detector-accuracy.ts raccoon|bccd|demo [images=N]
 * [seed=S] [name=value …]`, the rest hyperparameters of training. Every fifth photograph by sorted name is held out;
 * near-copies of held-out ones are taken out of training.
 */
const SETS = {
  raccoon: { folder: 'images_raccoon', images: 'images', truth: 'annotations', labels: ['raccoon'] },
  bccd: {
    folder: 'images_bccd',
    images: 'JPEGImages',
    truth: 'Annotations',
    labels: ['RBC', 'WBC', 'Platelets'],
  },
};
const DEMO_IMAGES = 144;
const DEMO_TEST_IMAGES = 48;
const [name, ...settings] = process.argv.slice(2);
const { images: limit, ...hyperparameters } = Object.fromEntries(settings.map((each) => each.split('='))) as Record<
  string,
  string
>;
const isDemo = name === 'demo';
const set = isDemo ? await drawDemo() : SETS[name as keyof typeof SETS];
const folder = isDemo ? set.folder : set && referenceData(set.folder);
if (!folder) throw new Error('usage: raccoon|bccd|demo; photographs need the reference data (LABELLOOP_SHARED)');

/** Images of `npm start`, 48 of them from its test set, which come last by name. */
async function drawDemo() {
  const drawn = await mkdtemp(join(tmpdir(), 'labelloop-demo-images-'));
  await mkdir(join(drawn, 'images'));
  const made = [
    ...(await generateSampleImages({ seed: 1, set: 'drop', count: DEMO_IMAGES })),
    ...(await generateSampleImages({ seed: 1, set: 'test', count: DEMO_TEST_IMAGES })),
  ];
  const images = made.map(({ fileName: file_name, width, height }, id) => ({ id, file_name, width, height }));
  const annotations = made.flatMap(({ truth: boxes }, image_id) =>
    boxes.map(({ label, left, top, width, height }) => ({
      image_id,
      category_id: LOGO_LABELS.indexOf(label) + 1,
      bbox: [left, top, width, height],
      area: width * height,
      iscrowd: 0,
    })),
  );
  const categories = LOGO_LABELS.map((label, index) => ({ id: index + 1, name: label }));
  const coco = { images, categories, annotations: annotations.map((each, index) => ({ id: index + 1, ...each })) };
  await writeFile(join(drawn, 'truth.json'), JSON.stringify(coco));
  for (const { fileName, bytes } of made) await writeFile(join(drawn, 'images', fileName), bytes);
  return { folder: drawn, images: 'images', truth: 'truth.json', labels: [...LOGO_LABELS] };
}

const NEAR_COPY = 0.95;
const SIDE = 24;

/** Grey, 24x24, mean 0 and deviation 1: near-copies correlate by more than .95. */
async function look(file: string): Promise<number[]> {
  const grey = await sharp(file).greyscale().resize(SIDE, SIDE, { fit: 'fill' }).raw().toBuffer();
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const centered = [...grey].map((value) => value - mean);
  const norm = Math.hypot(...centered);
  return centered.map((value) => value / norm);
}

const truth = await readTruth(join(folder, set.truth));
const files = (await readdir(join(folder, set.images))).sort().filter((file) => truth.has(file.replace(/\.\w+$/, '')));
const heldOut = files.filter((file, index) => (isDemo ? file.startsWith('street') : index % 5 === 4));
const looks = new Map<string, number[]>();
for (const file of files) looks.set(file, await look(join(folder, set.images, file)));
const similarity = (a: string, b: string) =>
  looks.get(a)!.reduce((sum, value, index) => sum + value * looks.get(b)![index]!, 0);
const own = files.filter((file) => !heldOut.includes(file));
const clean = own.filter((file) => heldOut.every((other) => similarity(file, other) <= NEAR_COPY));
const order = permutation(clean.length, randomFor(Number(hyperparameters.seed ?? 1), 77)).map((index) => clean[index]!);
const chosen = limit ? order.slice(0, Number(limit)) : clean;
console.log(
  `${chosen.length} to learn from, ${heldOut.length} held out, ${own.length - clean.length} near-copies left out`,
);

const root = await mkdtemp(join(tmpdir(), 'labelloop-accuracy-'));
const line = async (file: string) => {
  const { width, height } = await sharp(join(folder, set.images, file)).metadata();
  const annotations = truth
    .get(file.replace(/\.\w+$/, ''))!
    .map(({ label, ...box }) => ({ class_id: set.labels.indexOf(label), ...box }));
  const labels = { image_size: [{ width, height, depth: 3 }], annotations };
  return JSON.stringify({ 'source-ref': `s3://bucket/${file}`, labels });
};
await cp(join(folder, set.images), join(root, 'input/data/images'), { recursive: true });
for (const [channel, members] of [
  ['train', chosen],
  ['validation', heldOut],
] as const) {
  await mkdir(join(root, 'input/data', channel), { recursive: true });
  await writeFile(
    join(root, 'input/data', channel, 'labels.manifest'),
    (await Promise.all(members.map(line))).join('\n'),
  );
}
await mkdir(join(root, 'input/config'), { recursive: true });
await writeFile(
  join(root, 'input/config/hyperparameters.json'),
  JSON.stringify({ labels: JSON.stringify(set.labels), ...hyperparameters }),
);
const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
  env: { ...process.env, ML_ROOT: root },
  stdio: ['ignore', 'pipe', 'inherit'],
});
for await (const text of createInterface({ input: child.stdout })) console.log(text);
if (child.exitCode === null) await once(child, 'close');
await rm(root, { recursive: true });
