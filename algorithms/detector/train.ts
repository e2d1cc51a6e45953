import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { meanAveragePrecision } from '../../shared/domain/average-precision.ts';
import { judgeable } from '../../shared/domain/unchecked-labels.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { type ContainerPaths, containerPaths } from './container.ts';
import { type LabeledFile, type LabeledFiles, loadExamples, readLabeledFiles } from './dataset.ts';
import { createDetector, METADATA_FILE, MODEL_FILE, type ModelMetadata } from './detector.ts';
import { chooseFrame, type Size } from './frame.ts';
import { type Hyperparameters, parseHyperparameters } from './hyperparameters.ts';
import { encodeInferenceGraph, type TrainedNetwork } from './inference-graph.ts';
import { findFlip } from './symmetry.ts';
import { createTrainer, type TrainingState } from './trainer.ts';

const REPORT_SECONDS = 2;

/** What the model answers with; the consumer of a prediction sets its own, higher threshold. */
const DECODING = { minimumConfidence: 0.02, maximumOverlap: 0.6, maximumBoxes: 100 };

/**
 * SageMaker's training contract: hyperparameters and channels in, a model folder out, metrics on standard output. Goes on from the last
 * checkpoint of the same data and hyperparameters. SIGTERM (StopTrainingJob) ends training early, with a model.
 */
async function train(paths: ContainerPaths, started: number, stop: AbortSignal) {
  const hyperparameters = parseHyperparameters(await readFile(paths.hyperparameters, 'utf8'));
  const { labels, labelAttributeName, seed, threads } = hyperparameters;
  const imageFolders = ['images', 'validation-images'].map(paths.channel);
  const read = (channel: string) => readLabeledFiles(paths.channel(channel), imageFolders, labelAttributeName, labels);
  const training = await read('train');
  const validation = await read('validation');
  if (training.files.length === 0)
    throw new InvalidDocumentError(
      `the train channel has no line with the attribute "${labelAttributeName}" (${training.skipped} lines without it): nothing to learn from`,
    );
  const frame = chooseFrame(training.files, hyperparameters.inputSize);
  console.log(
    `train: ${training.files.length} images, ${training.skipped} lines skipped; validation: ${validation.files.length} images, ` +
      `${validation.skipped} lines skipped; input ${frame.width}x${frame.height}; seed ${seed}`,
  );
  const network = await learn(paths, hyperparameters, training, frame, started, stop);
  const metadata: ModelMetadata = { version: 1, labels, frame, ...DECODING };
  const model = encodeInferenceGraph(network);
  await writeModel(paths.model, model, metadata);
  if (validation.files.length > 0) await validate(model, metadata, validation.files, threads);
}

/** Trains until the budget is used or `stop` comes. */
async function learn(
  paths: ContainerPaths,
  hyperparameters: Hyperparameters,
  training: LabeledFiles,
  frame: Size,
  started: number,
  stop: AbortSignal,
): Promise<TrainedNetwork> {
  const { threads, checkpointSeconds, ...lessons } = hyperparameters;
  const report = createReporter(started);
  const examples = await loadExamples(training.files, frame, (done) =>
    report(0, `decoding=${done}/${training.files.length}`),
  );
  const signature = JSON.stringify([lessons, frame, training.hash]);
  const checkpoint = await loadCheckpoint(paths.checkpoints, signature);
  if (checkpoint) console.log(`resume: step ${checkpoint.step} of the last checkpoint`);
  const labels = lessons.labels.length;
  const flip = lessons.flip === 'auto' ? findFlip(examples, labels) : lessons.flip;
  console.log(`train: mirror images: ${flip}${lessons.flip === 'auto' ? " (found by the objects' symmetry)" : ''}`);
  const options = { ...lessons, threads, frame, labels, flip };
  const trainer = await createTrainer(examples, options, checkpoint?.vectors as TrainingState | undefined);

  const secondsBefore = checkpoint?.secondsUsed ?? 0;
  const secondsUsed = () => secondsBefore + (performance.now() - started) / 1000;
  let step = checkpoint?.step ?? 0;
  let saved = performance.now();
  for (; !stop.aborted; step++) {
    const progress = Math.max(step / lessons.maxSteps, secondsUsed() / lessons.maxSeconds);
    if (progress >= 1) break;
    const loss = await trainer.step(step, progress);
    if (!Number.isFinite(loss))
      throw new Error(`the loss is ${loss} at step ${step + 1}: try a learning-rate below ${lessons.learningRate}`);
    report(progress, `loss=${loss.toFixed(3)}`);
    if (performance.now() - saved > checkpointSeconds * 1000) {
      const vectors = trainer.state;
      await saveCheckpoint(paths.checkpoints, { signature, step: step + 1, secondsUsed: secondsUsed(), vectors });
      saved = performance.now();
    }
  }
  if (step === 0) throw new Error('training was stopped before its first step: there is no model');
  console.log(`train: ${step} steps, ${secondsUsed().toFixed(1)} s`);
  await trainer.close();
  return trainer.network();
}

/** Prints a progress line every two seconds. */
function createReporter(started: number) {
  let last = started;
  let first: { progress: number; at: number } | undefined;
  return (progress: number, detail: string) => {
    const now = performance.now();
    if (progress > 0) first ??= { progress, at: now };
    if (now - last < REPORT_SECONDS * 1000) return;
    last = now;
    const pace = first && (progress - first.progress) / (now - first.at);
    const eta = pace ? ` eta=${Math.round((1 - progress) / pace / 1000)}s` : '';
    console.log(`progress: ${progress.toFixed(2)} ${detail}${eta}`);
  };
}

async function writeModel(folder: string, model: Uint8Array, metadata: ModelMetadata) {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of [
    [MODEL_FILE, model],
    [METADATA_FILE, JSON.stringify(metadata, null, 2)],
  ] as const) {
    await writeFile(join(folder, `${name}.new`), content);
    await rename(join(folder, `${name}.new`), join(folder, name));
  }
}

async function validate(model: Uint8Array, metadata: ModelMetadata, files: readonly LabeledFile[], threads: number) {
  const detector = await createDetector(model, metadata, threads);
  const predictions = [];
  for (const { file, unchecked } of files)
    predictions.push(judgeable((await detector.detect(file)).annotations, unchecked));
  await detector.close();
  const { labels } = metadata;
  const score = meanAveragePrecision({ truth: files.map(({ boxes }) => boxes), predictions, labels });
  for (const [label, { ap50, truth }] of Object.entries(score.perLabel))
    console.log(`validation: ${label} AP50 ${ap50?.toFixed(4) ?? 'unknown'}, ${truth} objects`);
  console.log(`validation:mAP50=${score.map50.toFixed(4)} validation:mAP5095=${score.map5095.toFixed(4)}`);
}

async function main() {
  const paths = containerPaths(process.env);
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  try {
    await train(paths, performance.now(), stop.signal);
  } catch (error) {
    const { name, message, stack } = error as Error;
    await mkdir(dirname(paths.failure), { recursive: true });
    await writeFile(paths.failure, `${name}: ${message}`);
    console.error(stack);
    process.exitCode = 1;
  }
}

await main();
