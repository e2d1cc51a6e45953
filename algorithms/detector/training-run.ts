import { judgeable } from '../../shared/domain/batches/unchecked-labels.ts';
import type { DetectionSet } from '../../shared/domain/models/average-precision.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Backbone } from '../backbone/backbone.ts';
import { findBackbone } from '../backbone/find-backbone.ts';
import type { ContainerPaths } from '../container/container.ts';
import { writeModel } from '../container/model-folder.ts';
import type { Flip } from '../images/augmentation.ts';
import { chooseFrame } from '../images/frame.ts';
import { findFlip } from '../images/symmetry.ts';
import { findWeights, writeWeights } from '../network/learned-weights.ts';
import { networkSize } from '../network/network-size.ts';
import type { PictureTrainer } from '../network/picture-trainer.ts';
import type { Trainer } from '../network/trainer.ts';
import { createReporter, runTrainingLoop } from '../network/training-loop.ts';
import { createDetector, type ModelMetadata } from './detector.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Example } from './images/augmentation.ts';
import { type LabeledFile, type LabeledFiles, loadExamples } from './images/dataset.ts';
import type { DecodingOptions } from './network/decoding.ts';
import { encodeInferenceGraph } from './network/inference-graph.ts';
import type { TrainingShape } from './network/training-graph.ts';
import { createDetectorTrainer } from './trainer.ts';
import { trainingBudget } from './training-budget.ts';

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
  /** Is told why a training cannot begin with the model that it was given; without it, it begins from nothing. */
  cannotBegin?: (why: string) => never;
}

/** What a training was given and took: enough to train others like it. */
export interface Lesson {
  /** One for each train image, in the order of `TrainingRun.training`. */
  examples: Example[];
  flip: Flip;
  backbone: Backbone | undefined;
  metadata: ModelMetadata;
  /** CPU time that the steps took, seconds; since the last start where training was interrupted. */
  cpuSeconds: number;
}

export interface TrainedDetector {
  /** Truth and predictions of the validation images; undefined when there are none. */
  seen: DetectionSet | undefined;
  lesson: Lesson;
}

/**
 * Trains, writes the model folder and looks at the validation images. Goes on from the last checkpoint of the same data
 * and hyperparameters.
 */
export async function trainDetector(run: TrainingRun): Promise<TrainedDetector> {
  const { training, validation, hyperparameters, decoding } = run;
  const { labels, seed, threads } = hyperparameters;
  const backbone = await findBackbone(hyperparameters, run.paths.channel('backbone'));
  const frame = chooseFrame(training.files, hyperparameters.inputSize, backbone !== undefined);
  console.log(
    `train: ${training.files.length} images, ${training.skipped} lines skipped; validation: ${validation.files.length} images, ` +
      `${validation.skipped} lines skipped; input ${frame.width}x${frame.height}; seed ${seed}`,
  );
  const { trainer, ...learned } = await learn(run, frame, backbone);
  const network = trainer.network();
  const metadata: ModelMetadata = { version: 1, labels, frame, ...decoding };
  const model = encodeInferenceGraph(network);
  await writeModel(run.paths.model, model, metadata);
  await writeWeights(run.paths.model, trainer, labels);
  const seen = validation.files.length === 0 ? undefined : await predict(model, metadata, validation.files, threads);
  return { seen, lesson: { ...learned, flip: network.flip, backbone, metadata } };
}

/** Trains until the budget is used or `stop` comes. */
async function learn(
  { paths, hyperparameters, training, started, stop, cannotBegin }: TrainingRun,
  frame: ImageSize,
  backbone: Backbone | undefined,
): Promise<{ trainer: PictureTrainer<TrainingShape>; examples: Example[]; cpuSeconds: number }> {
  const { threads, checkpointSeconds, pretrained: _, backbone: _file, evidence: _later, ...lessons } = hyperparameters;
  const report = createReporter(started);
  const examples = await loadExamples(training.files, frame, (done) =>
    report(0, `decoding=${done}/${training.files.length}`),
  );
  const labels = lessons.labels.length;
  const flip = lessons.flip === 'auto' ? findFlip(examples, labels) : lessons.flip;
  console.log(`train: mirror images: ${flip}${lessons.flip === 'auto' ? " (found by the objects' symmetry)" : ''}`);
  const size = networkSize(lessons, examples.length, backbone !== undefined);
  console.log(`train: ${size.width} width, ${size.batchSize} images a step`);
  const trainer = await createDetectorTrainer(examples, {
    ...lessons,
    ...size,
    threads,
    frame,
    labels,
    flip,
    backbone,
  });
  const beginsWarm = lessons.warmStart === 'auto' && (await beginWarm(trainer, paths, lessons.labels, cannotBegin));
  const objects = examples.reduce((sum, { boxes }) => sum + boxes.length, 0);
  const before = process.cpuUsage();
  await runTrainingLoop({
    trainer,
    budget: trainingBudget(lessons, { images: examples.length, objects }, beginsWarm),
    checkpoints: {
      folder: paths.checkpoints,
      everySeconds: checkpointSeconds,
      belongTo: [lessons, frame, training.hash],
    },
    learningRate: lessons.learningRate,
    report,
    stop,
  });
  const { user, system } = process.cpuUsage(before);
  return { trainer, examples, cpuSeconds: (user + system) / 1e6 };
}

/** @returns whether there was something to begin with */
async function beginWarm(
  trainer: Trainer,
  paths: ContainerPaths,
  labels: readonly string[],
  cannotBegin: TrainingRun['cannotBegin'],
): Promise<boolean> {
  const weights = await findWeights(paths.channel('model'), trainer, labels);
  if (typeof weights === 'string' && cannotBegin) cannotBegin(weights);
  if (typeof weights === 'string') {
    console.log(`train: begins from nothing: ${weights}`);
    return false;
  }
  trainer.begin(weights);
  console.log('train: begins with what the champion learned');
  return true;
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
