import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeable } from '../../shared/domain/batches/unchecked-labels.ts';
import type { DetectionSet } from '../../shared/domain/models/average-precision.ts';
import { InvalidDocumentError, ObjectMissingError } from '../../shared/errors.ts';
import { type Backbone, openBackbone } from '../backbone/backbone.ts';
import { loadPretrained } from '../backbone/pretrained.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { ContainerPaths } from './container.ts';
import { createDetector, METADATA_FILE, MODEL_FILE, type ModelMetadata } from './detector.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { type LabeledFile, type LabeledFiles, loadExamples } from './images/dataset.ts';
import { chooseFrame, type Size } from './images/frame.ts';
import { findFlip } from './images/symmetry.ts';
import type { DecodingOptions } from './network/decoding.ts';
import { encodeInferenceGraph, type TrainedNetwork } from './network/inference-graph.ts';
import { createTrainer, type TrainingState } from './trainer.ts';
import { trainingBudget } from './training-budget.ts';

const REPORT_SECONDS = 2;

export interface TrainingRun {
  paths: ContainerPaths;
  hyperparameters: Hyperparameters;
  decoding: DecodingOptions;
  training: LabeledFiles;
  validation: LabeledFiles;
  /** `performance.now()` when the container started. */
  started: number;
  /** Ends training early, with a model. */
  stop: AbortSignal;
}

/**
 * Trains, writes the model folder and looks at the validation images. Goes on from the last checkpoint of the same data and
 * hyperparameters.
 * @returns truth and predictions of the validation images; undefined when there are none
 */
export async function trainDetector(run: TrainingRun): Promise<DetectionSet | undefined> {
  const { training, validation, hyperparameters, decoding } = run;
  const { labels, seed, threads } = hyperparameters;
  const backbone = await findBackbone(hyperparameters);
  const frame = chooseFrame(training.files, hyperparameters.inputSize, backbone !== undefined);
  console.log(
    `train: ${training.files.length} images, ${training.skipped} lines skipped; validation: ${validation.files.length} images, ` +
      `${validation.skipped} lines skipped; input ${frame.width}x${frame.height}; seed ${seed}`,
  );
  const network = await learn(run, frame, backbone);
  const metadata: ModelMetadata = { version: 1, labels, frame, ...decoding };
  const model = encodeInferenceGraph(network);
  await writeModel(run.paths.model, model, metadata);
  if (validation.files.length === 0) return undefined;
  return predict(model, metadata, validation.files, threads);
}

/** The backbone that the hyperparameters ask for; where the project's own is missing it says why and training begins from scratch. */
async function findBackbone({ pretrained, backbone }: Hyperparameters): Promise<Backbone | undefined> {
  if (backbone !== undefined) return openBackbone(backbone);
  if (pretrained === 'none') return undefined;
  try {
    return await loadPretrained(process.env);
  } catch (error) {
    if (!(error instanceof InvalidDocumentError || error instanceof ObjectMissingError)) throw error;
    console.log(`train: without pretrained features: ${error.message}`);
    return undefined;
  }
}

/** Trains until the budget is used or `stop` comes. */
async function learn(
  { paths, hyperparameters, training, started, stop }: TrainingRun,
  frame: Size,
  backbone: Backbone | undefined,
): Promise<TrainedNetwork> {
  const { threads, checkpointSeconds, pretrained: _pretrained, backbone: _file, ...lessons } = hyperparameters;
  const report = createReporter(started);
  const examples = await loadExamples(training.files, frame, (done) =>
    report(0, `decoding=${done}/${training.files.length}`),
  );
  const labels = lessons.labels.length;
  const flip = lessons.flip === 'auto' ? findFlip(examples, labels) : lessons.flip;
  console.log(`train: mirror images: ${flip}${lessons.flip === 'auto' ? " (found by the objects' symmetry)" : ''}`);
  const trainer = await createTrainer(examples, { ...lessons, threads, frame, labels, flip, backbone });
  const signature = JSON.stringify([lessons, frame, training.hash, trainer.signature]);
  const checkpoint = await loadCheckpoint(paths.checkpoints, signature);
  if (checkpoint) {
    console.log(`resume: step ${checkpoint.step} of the last checkpoint`);
    trainer.resume(checkpoint.vectors as TrainingState);
  }

  const budget = trainingBudget(lessons, examples.length);
  const secondsBefore = checkpoint?.secondsUsed ?? 0;
  const begun = performance.now();
  const secondsUsed = () => secondsBefore + (performance.now() - begun) / 1000;
  let step = checkpoint?.step ?? 0;
  let saved = performance.now();
  for (; !stop.aborted; step++) {
    const progress = Math.max(step / budget.steps, secondsUsed() / budget.seconds);
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
  const { user, system } = process.cpuUsage();
  const end = stop.aborted
    ? 'told to stop'
    : step >= budget.steps
      ? 'all steps done'
      : `${budget.seconds} s are over before all steps`;
  console.log(`train: ended: ${end}`);
  console.log(`train: ${step} steps, ${secondsUsed().toFixed(1)} s, CPU ${((user + system) / 1e6).toFixed(0)} s`);
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

async function predict(
  model: Uint8Array,
  metadata: ModelMetadata,
  files: readonly LabeledFile[],
  threads: number,
): Promise<DetectionSet> {
  const detector = await createDetector(model, metadata, threads);
  const predictions = [];
  for (const { file, unchecked } of files)
    predictions.push(judgeable((await detector.detect(file)).annotations, unchecked));
  await detector.close();
  const truth = files.map(({ boxes, unchecked }) => judgeable(boxes, unchecked));
  return { truth, predictions, labels: metadata.labels };
}
