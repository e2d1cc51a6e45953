import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { createDetector, type ModelMetadata } from '../algorithms/detector/detector.ts';
import { type LabeledFile, loadExamples } from '../algorithms/detector/images/dataset.ts';
import { encodeInferenceGraph } from '../algorithms/detector/network/inference-graph.ts';
import { createDetectorTrainer } from '../algorithms/detector/trainer.ts';
import { chooseFrame } from '../algorithms/images/frame.ts';
import { permutation, randomFor } from '../algorithms/onnx/random.ts';
import { readTruth } from '../cli/loop/read-truth.ts';
import type { BoxAnnotation } from '../shared/contracts/manifest-line.ts';
import type { Prediction } from '../shared/contracts/training.ts';
import { meanAveragePrecision, pairedBootstrap } from '../shared/domain/models/average-precision.ts';
import { pairedComparison } from '../shared/domain/models/paired-test.ts';
import { studentQuantile } from '../shared/domain/models/score-bound.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { referenceData } from './reference-data.ts';

/**
 * How often the gate's test errs on what real detectors answer: `node bench/gate-real-pairs.ts
 * [bccd|raccoon|raccoon-100] [draws] [images …]`. Half-width detectors are trained with two seeds on a few of the reference photographs, and stopped at
 * several steps; they answer to all the others. Draws of images, with replacement, make pairs of models: in each image
 * challenger and champion change places with a probability at which the challenger is better by 0 or by .03 mAP@.5 in
 * the long run. ANSWERS=DIR keeps the answers for another run.
 */
const SETS = [
  {
    name: 'bccd',
    folder: 'images_bccd',
    images: 'JPEGImages',
    truth: 'Annotations',
    labels: ['RBC', 'WBC', 'Platelets'],
    learn: 100,
    stops: [100, 120, 140],
  },
  {
    name: 'raccoon',
    folder: 'images_raccoon',
    images: 'images',
    truth: 'annotations',
    labels: ['raccoon'],
    learn: 60,
    stops: [50, 80],
  },
  {
    name: 'raccoon-100',
    folder: 'images_raccoon',
    images: 'images',
    truth: 'annotations',
    labels: ['raccoon'],
    learn: 100,
    stops: [60, 90],
  },
];
const SEEDS = [1, 2];
const GAIN = 0.03;
const given = process.argv.slice(2);
const [draws = 1000, ...sizes] = given.map(Number).filter((number) => !Number.isNaN(number));
const named = SETS.filter(({ name }) => given.includes(name));
const kept = process.env.ANSWERS ?? mkdtempSync(join(tmpdir(), 'labelloop-answers-'));

interface Answers {
  truth: BoxAnnotation[][];
  predictions: Prediction[][];
}
type Set = (typeof SETS)[number];

/** What the models of one seed answer, by the step at which training stopped. */
async function answersOf(set: Set, seed: number): Promise<Answers[]> {
  const fileOf = (step: number) => join(kept, `${set.name}-${seed}-${step}.json`);
  if (!set.stops.every((step) => existsSync(fileOf(step)))) await train(set, seed, fileOf);
  return set.stops.map((step) => JSON.parse(readFileSync(fileOf(step), 'utf8')));
}

async function train(
  { folder, images, truth: annotations, labels, learn, stops }: Set,
  seed: number,
  fileOf: (step: number) => string,
) {
  const root = referenceData(folder);
  if (!root) throw new Error('needs the reference data (LABELLOOP_SHARED)');
  const truth = await readTruth(join(root, annotations));
  const names = (await readdir(join(root, images))).sort().filter((name) => truth.has(name.replace(/\.\w+$/, '')));
  const files: LabeledFile[] = [];
  for (const index of permutation(names.length, randomFor(1, 77))) {
    const file = join(root, images, names[index]!);
    const { width, height } = await sharp(file).metadata();
    const boxes = truth
      .get(names[index]!.replace(/\.\w+$/, ''))!
      .map(({ label, ...box }) => ({ class_id: labels.indexOf(label), ...box }));
    files.push({ file, width, height, boxes, unchecked: [] });
  }
  const learned = files.slice(0, learn);
  const asked = files.slice(learn);
  const backbone = await loadPretrained({});
  const frame = chooseFrame(learned, 'auto', true);
  const metadata = {
    version: 1,
    labels,
    frame,
    minimumConfidence: 0.02,
    maximumOverlap: 0.6,
    maximumBoxes: 100,
  } as unknown as ModelMetadata;
  const lessons = {
    batchSize: 8,
    learningRate: 4e-3,
    flip: 'horizontal',
    seed,
    threads: 1,
    widths: [16, 32, 64],
  } as const;
  const trainer = await createDetectorTrainer(await loadExamples(learned, frame, () => {}), {
    ...lessons,
    frame,
    labels: labels.length,
    backbone,
  });
  for (let step = 0; step < stops.at(-1)!; step++) {
    await trainer.step(step, Math.min(0.5, 0.05 + step / stops.at(-1)!));
    if (!stops.includes(step + 1)) continue;
    const detector = await createDetector(encodeInferenceGraph({ ...trainer.network(), flip: 'none' }), metadata, 1);
    const predictions: Prediction[][] = [];
    for (const { file } of asked) predictions.push((await detector.detect(file)).annotations);
    await detector.close();
    writeFileSync(fileOf(step + 1), JSON.stringify({ truth: asked.map(({ boxes }) => boxes), predictions }));
  }
  await trainer.close();
}

/** How often the challenger passes, by the gate's test and by the bootstrap of mAP@.5 that it had before. */
function passes(
  set: Set,
  champion: Answers,
  challenger: Answers,
  swapped: number,
  images: number,
  random: () => number,
) {
  const { truth } = champion;
  // Each image twice: as it is, and with the models changed over.
  const pairs = {
    truth: [...truth, ...truth],
    labels: set.labels,
    champion: [...champion.predictions, ...challenger.predictions],
    challenger: [...challenger.predictions, ...champion.predictions],
  };
  const compare = pairedComparison(pairs);
  const quantile = studentQuantile(images - 1);
  let passed = 0;
  for (let draw = 0; draw < draws; draw++) {
    const weights = new Array<number>(2 * truth.length).fill(0);
    for (let image = 0; image < images; image++) {
      const drawn = Math.floor(random() * truth.length) + (random() < swapped ? truth.length : 0);
      weights[drawn] = weights[drawn]! + 1;
    }
    const { gain, deviation } = compare(weights);
    if (gain > quantile * deviation) passed++;
  }
  return passed / draws;
}

/** Power of the bootstrap of mAP@.5, by its normal approximation: the noise of `images` images against the gain. */
function powerBefore(set: Set, champion: Answers, challenger: Answers, gain: number, images: number): number {
  const { truth } = champion;
  const { deviation } = pairedBootstrap({
    truth,
    labels: set.labels,
    champion: champion.predictions,
    challenger: challenger.predictions,
    random: seededRandom(3),
    rounds: 300,
  });
  const shift = gain / (deviation * Math.sqrt(truth.length / images)) - studentQuantile(images - 1);
  return 1 / (1 + Math.exp(-1.702 * shift));
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
for (const set of named.length ? named : SETS) {
  const models: { name: string; seed: number; answers: Answers; score: number }[] = [];
  for (const seed of SEEDS)
    for (const [index, answers] of (await answersOf(set, seed)).entries())
      models.push({
        name: `seed ${seed}, ${set.stops[index]} steps`,
        seed,
        answers,
        score: meanAveragePrecision({ ...answers, labels: set.labels }).map50,
      });
  for (const champion of models)
    for (const challenger of models) {
      const whole = challenger.score - champion.score;
      if (champion.seed === challenger.seed || whole < GAIN || whole > 0.12) continue;
      for (const images of sizes.length ? sizes : [20, 50, 100, 400]) {
        const random = seededRandom(7);
        const equal = passes(set, champion.answers, challenger.answers, 0.5, images, random);
        const better = passes(set, champion.answers, challenger.answers, (1 - GAIN / whole) / 2, images, random);
        const before = powerBefore(set, champion.answers, challenger.answers, GAIN, images);
        console.log(
          `${set.name}, ${challenger.name} (${challenger.score.toFixed(3)}) against ${champion.name} (${champion.score.toFixed(3)}), ${images} images: ` +
            `equal deployed ${percent(equal)}, .03 better ${percent(better)} (mAP@.5 alone about ${percent(before)})`,
        );
      }
    }
}
