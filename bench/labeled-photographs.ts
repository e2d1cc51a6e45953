import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { readTruth } from '../cli/loop/read-truth.ts';
import { generateSampleImages } from '../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../examples/sample-images/logos.ts';
import type { BoxAnnotation } from '../shared/contracts/manifest-line.ts';
import type { ImageSize } from '../shared/domain/shapes/image-size.ts';
import { referenceData } from './reference-data.ts';

/** One image and its true boxes, upright pixels. */
export interface Photograph extends ImageSize {
  file: string;
  boxes: BoxAnnotation[];
}

/** Images with their truth, parted for a bench; by sorted name. */
export interface PhotographSet {
  labels: string[];
  folder: string;
  all: Photograph[];
  learned: Photograph[];
  heldOut: Photograph[];
  /** How many near-copies of held-out images were taken out of `learned`. */
  nearCopies: number;
}

interface Source {
  folder: string;
  images: string;
  truth: string;
  labels: string[];
}

const SOURCES = {
  raccoon: { folder: 'images_raccoon', images: 'images', truth: 'annotations', labels: ['raccoon'] },
  bccd: { folder: 'images_bccd', images: 'JPEGImages', truth: 'Annotations', labels: ['RBC', 'WBC', 'Platelets'] },
} satisfies Record<string, Source>;
export type SetName = keyof typeof SOURCES | 'demo' | 'squares';
export const SET_NAMES: readonly SetName[] = ['raccoon', 'bccd', 'demo', 'squares'];

const DEMO_IMAGES = 144;
const DEMO_TEST_IMAGES = 48;

const isFifth = (_: string, index: number) => index % 5 === 4;

/**
 * Every fifth photograph by sorted name is held out (of the demo's images those that are never dropped); near-copies of
 * held-out ones are taken out of what is learned.
 * @throws Error where the machine has no reference data
 */
export async function readPhotographs(name: SetName): Promise<PhotographSet> {
  if (name === 'demo') return part(await drawDemo(), (file) => file.startsWith('street'));
  if (name === 'squares') return part(await drawSquares(), isFifth);
  const source: Source = SOURCES[name];
  const folder = referenceData(source.folder);
  if (!folder) throw new Error('photographs need the reference data (LABELLOOP_SHARED)');
  return part({ ...source, folder }, isFifth);
}

async function part(source: Source, isHeldOut: (file: string, index: number) => boolean): Promise<PhotographSet> {
  const folder = join(source.folder, source.images);
  const truth = await readTruth(join(source.folder, source.truth));
  const stem = (file: string) => file.replace(/\.\w+$/, '');
  const files = (await readdir(folder)).sort().filter((file) => truth.has(stem(file)));
  const photographs: Photograph[] = [];
  for (const file of files) {
    const { width, height } = await sharp(join(folder, file)).metadata();
    const boxes = truth
      .get(stem(file))!
      .map(({ label, ...box }) => ({ class_id: source.labels.indexOf(label), ...box }));
    photographs.push({ file, width, height, boxes });
  }
  const looks = new Map<Photograph, number[]>();
  for (const each of photographs) looks.set(each, await look(join(folder, each.file)));
  const similarity = (a: Photograph, b: Photograph) =>
    looks.get(a)!.reduce((sum, value, index) => sum + value * looks.get(b)![index]!, 0);
  const heldOut = photographs.filter(({ file }, index) => isHeldOut(file, index));
  const others = photographs.filter((each) => !heldOut.includes(each));
  const learned = others.filter((each) => heldOut.every((other) => similarity(each, other) <= NEAR_COPY));
  return {
    labels: source.labels,
    folder,
    all: photographs,
    learned,
    heldOut,
    nearCopies: others.length - learned.length,
  };
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

/** What `examples/custom-algorithm/samples.py` draws: 120 images of 64x64 with a red and a blue square each. */
async function drawSquares(): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-squares-'));
  await promisify(execFile)('python3', ['examples/custom-algorithm/samples.py', join(folder, 'images')]);
  await rename(join(folder, 'images/instances.json'), join(folder, 'truth.json'));
  return { folder, images: 'images', truth: 'truth.json', labels: ['red', 'blue'] };
}

/** Images of `npm start`, 48 of them from its test set, which come last by name. */
async function drawDemo(): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-demo-images-'));
  await mkdir(join(folder, 'images'));
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
  await writeFile(join(folder, 'truth.json'), JSON.stringify(coco));
  for (const { fileName, bytes } of made) await writeFile(join(folder, 'images', fileName), bytes);
  return { folder, images: 'images', truth: 'truth.json', labels: [...LOGO_LABELS] };
}
