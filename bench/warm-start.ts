import { join } from 'node:path';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { createDetector, type ModelMetadata } from '../algorithms/detector/detector.ts';
import { loadExamples } from '../algorithms/detector/images/dataset.ts';
import { encodeInferenceGraph } from '../algorithms/detector/network/inference-graph.ts';
import { createDetectorTrainer } from '../algorithms/detector/trainer.ts';
import { chooseFrame } from '../algorithms/images/frame.ts';
import type { Widths } from '../algorithms/network/network.ts';
import type { LearnedWeights } from '../algorithms/network/trainer.ts';
import { permutation, randomFor } from '../algorithms/onnx/random.ts';
import { meanAveragePrecision } from '../shared/domain/models/average-precision.ts';
import { type Photograph, readPhotographs, type SetName } from './labeled-photographs.ts';

/**
 * What a challenger has of beginning where the champion ended: `node bench/warm-start.ts [raccoon|bccd] [steps …]
 * [champion=STEPS]`. A half-width champion learns from half of the images in 90 steps or in STEPS; challengers learn
 * from all of them in so many steps, once from nothing and once from the champion.
 */
const args = process.argv.slice(2);
const name = (args.find((each) => Number.isNaN(Number(each)) && !each.includes('=')) ?? 'raccoon') as SetName;
const steps = args.map(Number).filter((each) => each > 0);
const championSteps = Number(args.find((each) => each.startsWith('champion='))?.split('=')[1] ?? 90);
const WIDTHS: Widths = [16, 32, 64];
const LESSONS = { batchSize: 8, learningRate: 4e-3, flip: 'horizontal', threads: 1, widths: WIDTHS } as const;
const SEED = 1;

const { folder, labels, learned, heldOut } = await readPhotographs(name);
const backbone = await loadPretrained({});
const frame = chooseFrame(learned, 'auto', true);
const inPlace = (photographs: readonly Photograph[]) =>
  photographs.map((each) => ({ ...each, file: join(folder, each.file), unchecked: [] }));

async function learn(
  what: string,
  images: readonly Photograph[],
  seed: number,
  count: number,
  champion?: LearnedWeights,
): Promise<LearnedWeights> {
  const examples = await loadExamples(inPlace(images), frame, () => {});
  const trainer = await createDetectorTrainer(examples, { ...LESSONS, seed, frame, labels: labels.length, backbone });
  if (champion) trainer.begin(champion);
  for (let step = 0; step < count; step++) await trainer.step(step, step / count);
  await trainer.close();
  const decoding = { minimumConfidence: 0.02, maximumOverlap: 0.6, maximumBoxes: 100 };
  const metadata: ModelMetadata = { version: 1, labels, frame, ...decoding };
  const detector = await createDetector(encodeInferenceGraph(trainer.network()), metadata, 1);
  const predictions = [];
  for (const { file } of inPlace(heldOut)) predictions.push((await detector.detect(file)).annotations);
  await detector.close();
  const score = meanAveragePrecision({ truth: heldOut.map(({ boxes }) => boxes), predictions, labels });
  console.log(`${name}, ${what}, ${count} steps: ${score.map50.toFixed(3)} / ${score.map5095.toFixed(3)}`);
  return trainer.state;
}

const order = permutation(learned.length, randomFor(SEED, 77)).map((index) => learned[index]!);
const champion = await learn('champion', order.slice(0, Math.round(order.length / 2)), SEED, championSteps);
for (const count of steps.length ? steps : [50, 90]) {
  await learn('from nothing', learned, SEED + 100, count);
  await learn('from the champion', learned, SEED + 100, count, champion);
}
